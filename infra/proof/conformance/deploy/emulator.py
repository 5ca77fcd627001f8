"""The emulator of AWS, and the template deployed onto it through CloudFormation."""

import base64
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile

import boto3
from botocore.config import Config

import stack

REGION, NAME = stack.PSEUDO["AWS::Region"], "prova"
HERE = pathlib.Path(__file__).parent


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Emulator:
    """MiniStack on a free port of this machine. The functions that it runs inherit the settings."""

    def __init__(self, work, settings):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = open(work / "ministack.log", "w")
        names = ("DYNAMODB", "SQS", "KMS", "S3", "SSM", "LAMBDA")
        environment = (
            os.environ
            | settings
            | {f"AWS_ENDPOINT_URL_{name}": self.url for name in names}
            | {
                "GATEWAY_PORT": str(self.port),
                "BIND_HOST": "127.0.0.1",
                "MINISTACK_REGION": REGION,
                "AWS_REGION": REGION,
                "AWS_DEFAULT_REGION": REGION,
                "AWS_ENDPOINT_URL": self.url,
                "AWS_ACCESS_KEY_ID": "test",
                "AWS_SECRET_ACCESS_KEY": "test",
                "LAMBDA_EXECUTOR": "local",
                "IOT_MTLS_ENABLED": "0",
                "SFTP_ENABLED": "0",  # no ports beside its own
            }
        )
        self.process = subprocess.Popen(
            [sys.executable, HERE / "launch.py"], env=environment, stdout=self.log, stderr=subprocess.STDOUT
        )
        until("MiniStack answers", self.answers, 60)

    def answers(self):
        if self.process.poll() is not None:
            raise RuntimeError("MiniStack has ended, see " + self.log.name)
        try:
            urllib.request.urlopen(self.url + "/_ministack/health", timeout=1)
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True

    def client(self, service):
        return boto3.client(
            service,
            endpoint_url=self.url,
            region_name=REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(retries={"max_attempts": 1}, read_timeout=120),
        )

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.log.close()


def until(what, holds, seconds):
    end = time.monotonic() + seconds
    while not (found := holds()):
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not in {seconds} s")
        time.sleep(0.2)
    return found


def upload(emulator, source, binaries):
    """Puts every function's zip where CloudFormation finds it: this machine's binaries, whatever Architectures says."""
    s3 = emulator.client("s3")
    s3.create_bucket(Bucket="code", CreateBucketConfiguration={"LocationConstraint": REGION})
    for resource in source["Resources"].values():
        if resource["Type"] != "AWS::Serverless::Function":
            continue
        name = os.path.basename(resource["Properties"]["CodeUri"])
        file = binaries / name / "code.zip"
        about = zipfile.ZipInfo("bootstrap")
        about.external_attr = 0o100755 << 16
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as z:
            z.writestr(about, (binaries / name / "bootstrap").read_bytes())
        s3.upload_file(str(file), "code", name + ".zip")
        file.unlink()
        resource["Properties"]["CodeUri"] = f"s3://code/{name}.zip"


def prepare(emulator, work):
    """What a technician makes before the first deployment (infra/docs/deploying.md)."""
    ssm, kms, s3 = (emulator.client(name) for name in ("ssm", "kms", "s3"))
    secrets = {
        "people-key": base64.b64encode(os.urandom(32)).decode(),
        "checkout-key": "checkout",
        "aca-key": "archive",
    }
    for name, value in secrets.items():
        ssm.put_parameter(Name=f"/{NAME}/{name}", Value=value, Type="SecureString")
        (work / name).write_text(value)
    key = kms.create_key(KeySpec="RSA_3072", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName=f"alias/{NAME}-identity", TargetKeyId=key)
    s3.create_bucket(Bucket="truststore", CreateBucketConfiguration={"LocationConstraint": REGION})
    for name in ("node.pem", "cns.pem"):
        s3.upload_file(str(work / "ca.pem"), "truststore", name)


def deploy(emulator, template, parameters):
    """Creates or updates the stack by a change set, as SAM's command does; returns why it failed, or nothing."""
    cloudformation = emulator.client("cloudformation")
    kind = (
        "UPDATE"
        if any(
            s["StackName"] == NAME and s["StackStatus"] != "DELETE_COMPLETE"
            for s in cloudformation.list_stacks()["StackSummaries"]
        )
        else "CREATE"
    )
    change = f"c{time.time_ns()}"
    # By way of S3, as SAM does it: a template in the call itself may have 51,200 bytes.
    emulator.client("s3").put_object(Bucket="code", Key="template.json", Body=json.dumps(template))
    cloudformation.create_change_set(
        StackName=NAME,
        ChangeSetName=change,
        ChangeSetType=kind,
        TemplateURL=emulator.url + "/code/template.json",
        Parameters=[{"ParameterKey": k, "ParameterValue": v} for k, v in parameters.items()],
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
    )
    about = until(
        "the change set is made",
        lambda: (d := cloudformation.describe_change_set(StackName=NAME, ChangeSetName=change))["Status"]
        in ("CREATE_COMPLETE", "FAILED")
        and d,
        60,
    )
    if about["Status"] == "FAILED":
        return about.get("StatusReason", "the change set failed")
    cloudformation.execute_change_set(StackName=NAME, ChangeSetName=change)
    status = until(
        "the stack is made",
        lambda: (s := cloudformation.describe_stacks(StackName=NAME)["Stacks"][0]["StackStatus"])
        and not s.endswith("IN_PROGRESS")
        and s,
        180,
    )
    if status != kind + "_COMPLETE":
        events = cloudformation.describe_stack_events(StackName=NAME)["StackEvents"]
        return (
            status
            + ": "
            + "; ".join(
                f"{e['LogicalResourceId']} {e.get('ResourceStatusReason')}"
                for e in events
                if "FAILED" in e["ResourceStatus"]
            )
        )
    return ""


def adapt(template):
    """Replaces what this emulator cannot do; returns the template and what was replaced."""
    replaced = []
    for name, resource in list(template["Resources"].items()):
        if resource["Type"] == "AWS::Logs::QueryDefinition":
            del template["Resources"][name]
            replaced.append(f"{name}: a saved query is left out")
            continue
        if resource["Type"] == "AWS::Backup::BackupSelection":
            del template["Resources"][name]
            replaced.append(f"{name}: what a copy is made of is left out")
            continue
        metrics = resource.get("Properties", {}).get("Metrics")
        if resource["Type"] == "AWS::CloudWatch::Alarm" and metrics:
            first = next(m["MetricStat"] for m in metrics if "MetricStat" in m)
            properties = resource["Properties"]
            del properties["Metrics"]
            properties |= first["Metric"] | {"Period": first["Period"], "Statistic": first["Stat"]}
            replaced.append(f"{name}: metric math; the first of its metrics takes its place")
    return replaced
