"""The rehearsal of a lost table's way back: what `make restore` does, on the emulator's backups."""

import subprocess

import emulator


def faults(tools, root):
    work = tools / "restored"
    work.mkdir(parents=True, exist_ok=True)
    programs = {"operate": "./infra/setup/operate", "restore": "./infra/proof/conformance/deploy/restore"}
    for name, package in programs.items():
        subprocess.run(["go", "build", "-o", work / name, package], cwd=root, check=True)
    aws = emulator.Emulator(work, {})
    try:
        done = subprocess.run(
            [work / "restore", "-endpoint", aws.url, "-operate", work / "operate"],
            capture_output=True, text=True, timeout=300,
        )
    finally:
        aws.stop()
    return [] if done.returncode == 0 else [done.stderr.strip() or done.stdout.strip()]
