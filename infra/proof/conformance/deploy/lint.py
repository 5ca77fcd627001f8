"""What official linters say: cfn-lint, SAM's own, and checkov with our reasons for what we leave."""

import json
import os
import pathlib
import subprocess

HERE = pathlib.Path(__file__).parent


def run(*command, **more):
    environment = os.environ | {
        "SAM_CLI_TELEMETRY": "0",
        "AWS_DEFAULT_REGION": "eu-south-1",
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
    }
    return subprocess.run(command, capture_output=True, text=True, env=environment, **more)


def complaints(tools, root):
    """Everything that the linters complain of, by nobody explained."""
    found = []
    for region, template in (("eu-south-1", "template.yaml"), ("us-east-1", "infra/setup/global.yaml")):
        said = run(tools / "python/bin/cfn-lint", "--regions", region, "--template", root / template)
        if said.returncode or said.stdout.strip():
            found.append(f"cfn-lint, {template}:\n{said.stdout}{said.stderr}")
    said = run(tools / "python/bin/sam", "validate", "--lint", "--template", root / "template.yaml")
    if said.returncode:
        found.append(f"sam validate:\n{said.stdout}{said.stderr}")
    return found + checkov(tools, root)


def checkov(tools, root):
    reasons = {}
    for line in (HERE / "exceptions.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            name, reason = line.split(None, 1)
            reasons[name] = reason
    said = run(
        tools / "checkov/bin/checkov",
        "--framework",
        "cloudformation",
        "--quiet",
        "--output",
        "json",
        "--file",
        "template.yaml",
        "--file",
        "infra/setup/global.yaml",
        cwd=root,
    )
    try:
        report = json.loads(said.stdout)
    except ValueError:
        return [f"checkov: {said.stdout[-2000:]}{said.stderr[-2000:]}"]
    if report["summary"]["parsing_errors"] or report["summary"]["resource_count"] < 50:
        return [f"checkov has not read the templates: {report['summary']}"]
    failed = report["results"]["failed_checks"]
    found = [
        f"checkov, {one['check_id']}: {one['check_name']}, {one['resource']}"
        for one in failed
        if one["check_id"] not in reasons
    ]
    return found + [
        f"checkov does not find {name} any more: take it from exceptions.txt"
        for name in reasons.keys() - {one["check_id"] for one in failed}
    ]
