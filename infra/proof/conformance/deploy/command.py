"""make deploy and make undeploy, as a technician says them, on the emulator: from nothing to a loaded portal and back.

What the emulator does not show: rights, certificates, domains (and so smoke's questions), termination protection, a
second deployment at the same time, and a way back from a failed update. infra/setup's tests play those that they can.
"""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile

import emulator

STACK = "comando"
# What the emulator refuses: saved queries, and an alarm over several metrics, which is left in once to be refused.
QUERIES, REFUSED = r"\w+:\n    Type: AWS::Logs::QueryDefinition", "DeadLettersAlarm:"


def without(template, *resources):
    """Takes resources out of the template's text, by how they begin."""
    for resource in resources:
        template, count = re.subn(rf"(?m)^  {resource}\n(?:(?:    .*|\s*)\n)+", "", template)
        if not count:
            raise RuntimeError(f"template.yaml has no {resource}")
    return template


class Technician:
    """Says commands in a folder that looks like a clone with functions built for this machine."""

    def __init__(self, root, folder, url):
        self.folder, self.template = folder, (root / "template.yaml").read_text()
        (folder / ".build").symlink_to(root / ".local" / "bin")
        (folder / "infra").symlink_to(root / "infra")
        self.program = folder / "deploy"
        subprocess.run(["go", "build", "-o", self.program, "./infra/setup/deploy"], cwd=root, check=True)
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")} | {
            "AWS_REGION": emulator.REGION, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_ENDPOINT_URL": url, "STACK": STACK, "SMOKE": "off",
            "IdpMetadata": "https://127.0.0.1:9/idp.xml",  # nothing listens there: no SPID
        }

    def say(self, command, template=None, **settings):
        """Returns whether the command went well, and all that it said."""
        (self.folder / "template.yaml").write_text(template or without(self.template, QUERIES, REFUSED))
        done = subprocess.run(
            [self.program, command], cwd=self.folder, env=self.environment | settings, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=600)
        return done.returncode == 0, done.stdout


class Account:
    """What there is of the installation, by name."""

    def __init__(self, aws):
        self.client = aws.client

    def things(self):
        def bearing(names):
            return {name for name in names if STACK in name}

        tables = self.client("dynamodb").list_tables()["TableNames"]
        queues = self.client("sqs").list_queues().get("QueueUrls", [])
        logs = [one["logGroupName"] for one in self.client("logs").describe_log_groups()["logGroups"]]
        secrets = [one["Name"] for one in self.client("ssm").describe_parameters()["Parameters"]]
        aliases = [one["AliasName"] for one in self.client("kms").list_aliases()["Aliases"]]
        buckets = [one["Name"] for one in self.client("s3").list_buckets()["Buckets"]]
        functions = [one["FunctionName"] for one in self.client("lambda").list_functions()["Functions"]]
        return bearing(tables + queues + logs + secrets + aliases + buckets + functions)

    def secret(self):
        name = f"/{STACK}/people-key"
        return self.client("ssm").get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"]

    def key(self):
        return self.client("kms").describe_key(KeyId=f"alias/{STACK}-identity")["KeyMetadata"]["KeyId"]

    def items(self, table):
        return self.client("dynamodb").scan(TableName=f"{STACK}-{table}", Select="COUNT")["Count"]


def walk(technician, account, faults):
    def expect(good, what, said):
        if not good:
            faults.append(f"{what}\n{said[-2000:]}")

    well, said = technician.say("deploy", Stage="prova", PortalUrl="https://scuola.comune.example.it")
    expect(not well and "real host name" in said and not account.things(), "a wrong parameter is refused first", said)

    well, said = technician.say("deploy", template=without(technician.template, QUERIES), Stage="prova")
    expect(not well and REFUSED in said, "a deployment that fails says what failed", said)
    kept = {name for name in account.things() if not re.search("people-key|identity$|^" + STACK + "-0", name)}
    expect(not kept, f"a failed first deployment leaves {sorted(kept)}", said)

    well, said = technician.say("deploy", Stage="prova")
    expect(well and re.search(r"comune.csv +\d\d rows loaded", said), "the trial is deployed and the demo loaded", said)
    expect("does without domain, station" in said, "it says what it does without", said)
    secret, key, pupils = account.secret(), account.key(), account.items("core")
    expect(pupils > 100, f"{pupils} items in the core table", said)

    well, said = technician.say("deploy")
    expect(well and re.search(r"comune.csv +0 rows loaded", said), "an update is the same command", said)
    expect((secret, key, pupils) == (account.secret(), account.key(), account.items("core")),
           "an update changes no secret, key or item", said)

    well, said = technician.say("deploy", Stage="produzione")
    expect(not well and "PortalUrl" in said, "what a trial has does not do for citizens", said)

    well, said = technician.say("undeploy")
    expect(not well and account.items("core") == pupils, "a trial is not taken down by a slip", said)
    well, said = technician.say("undeploy", SURE=STACK)
    expect(well and not account.things(), f"a trial that was taken down leaves {sorted(account.things())}", said)


def faults(root):
    found = []
    folder = pathlib.Path(tempfile.mkdtemp())
    aws = emulator.Emulator(folder, {})
    try:
        walk(Technician(root, folder, aws.url), Account(aws), found)
    finally:
        aws.stop()
        shutil.rmtree(folder)
    return found
