"""make conformance-deploy: judges template.yaml, deploys it onto an emulator of AWS and walks through it.

Usage: check.py TOOLS [STEP ...], where TOOLS is the folder that the target installs into.
"""

import concurrent.futures
import pathlib
import subprocess
import sys
import time

import broken
import command
import contract
import deployed
import lint
import restored
import stack
import storage

ROOT = pathlib.Path(__file__).resolve().parents[4]


def expanded(tools):
    return contract.faults(stack.expand(stack.read((ROOT / "template.yaml").read_text())), ROOT)


STEPS = {
    "linters": lambda tools: lint.complaints(tools, ROOT),
    "contract": expanded,
    "broken templates": lambda tools: broken.unnoticed((ROOT / "template.yaml").read_text(), ROOT),
    "deployed": lambda tools: deployed.faults(tools, ROOT),
    "restored": lambda tools: restored.faults(tools, ROOT),
    "command": lambda tools: command.faults(ROOT),
    "second store": lambda tools: storage.faults(tools, ROOT),
}


def main(folder, *wanted):
    if len(wanted) == 1:
        return judge(pathlib.Path(folder).resolve(), *wanted)

    def alone(name):
        return subprocess.run([sys.executable, __file__, folder, name], stdout=subprocess.PIPE, text=True)

    failed = False
    with concurrent.futures.ThreadPoolExecutor(2) as pair:  # each step has an emulator of its own, or none
        for done in pair.map(alone, wanted or STEPS):
            print(done.stdout, end="", flush=True)
            failed = failed or done.returncode != 0
    return 1 if failed else 0


def judge(tools, name):
    began = time.monotonic()
    faults = STEPS[name](tools)
    print(f"{name}: {len(faults) or 'no'} fault{'s' * (len(faults) != 1)}, {time.monotonic() - began:.0f} s")
    for fault in faults:
        print("  " + fault.replace("\n", "\n    "))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
