"""make conformance-deploy: judges template.yaml, deploys it onto an emulator of AWS and walks through it.

Usage: check.py TOOLS [STEP ...], where TOOLS is the folder that the target installs into.
"""

import pathlib
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
    tools, failed = pathlib.Path(folder).resolve(), 0
    for name, step in STEPS.items():
        if wanted and name not in wanted:
            continue
        began = time.monotonic()
        faults = step(tools)
        failed += len(faults)
        print(
            f"{name}: {len(faults) or 'no'} fault{'s' * (len(faults) != 1)}, {time.monotonic() - began:.0f} s",
            flush=True,
        )
        for fault in faults:
            print("  " + fault.replace("\n", "\n    "))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
