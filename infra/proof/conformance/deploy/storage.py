"""The tests of all stores against a second emulator of DynamoDB, which knows nothing of the first."""

import os
import subprocess

import emulator

PACKAGES = ("dynamo", "ledger", "billing", "certificate", "school", "municipality", "rating", "report", "session")

# What this emulator does otherwise than DynamoDB, and the first one does right.
DIFFERENT = {
    "TestRefusedTransaction": "adds a number to a text in a transaction, where DynamoDB refuses",
}


def faults(tools, root):
    work = tools / "store"
    work.mkdir(exist_ok=True)
    second = emulator.Emulator(work, {})
    try:
        said = subprocess.run(
            [
                "go",
                "test",
                "-count=1",
                "-p",
                "1",
                "-skip",
                "|".join(f"^{name}$" for name in DIFFERENT),
                *(f"./shared/{name}" for name in PACKAGES),
            ],
            cwd=root,
            capture_output=True,
            text=True,
            env=os.environ | {"AWS_ENDPOINT_URL_DYNAMODB": second.url, "AWS_ENDPOINT_URL_SQS": second.url},
        )
    finally:
        second.stop()
    for name, what in DIFFERENT.items():
        print(f"  left out, because the second emulator {what}: {name}")
    return [] if said.returncode == 0 else [said.stdout[-6000:] + said.stderr[-2000:]]
