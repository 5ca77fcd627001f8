"""The template deployed onto the emulator, judged by what the emulator's APIs say, updated, and walked through."""

import atexit
import json
import os
import pathlib
import shutil
import subprocess

import contract
import emulator
import outage
import settings
import stack
from emulator import NAME, until

PORTAL = "scuola.vallechiara.test"
PAGES = {
    "/": 200,
    "/accesso": 200,
    "/spid/metadata": 200,
    "/cie/metadata": 200,
    "/nulla": 404,
    "/verifica": 200,
    "/riepilogo": 303,
    "/anagrafica": 303,
    "/refezione": 303,
    "/conto": 303,
    "/pagamenti": 303,
    "/documenti": 303,
    "/ricariche": 303,
    "/assets/nulla": 404,
}
PARAMETERS = contract.FULL | {
    "Stage": "prova",
    "Protection": "spenta",
    "PortalUrl": "https://" + PORTAL,
    "StationId": "77777777777_01",
    "OtherStationIds": "",
    "BrokerId": "77777777777",
    "CheckoutUrl": "https://pagopa.vallechiara.test",
    "IdpMetadata": "https://idp.vallechiara.test/metadata",
    "CieMetadata": "https://idp.vallechiara.test/cie/metadata",
    "SigningKeys": f"alias/{NAME}-identity@2026-11-22",
    "CnsTruststore": "s3://truststore/cns.pem",
    "StationTruststore": "s3://truststore/node.pem",
    "CnsRevocationHosts": "127.0.0.1:9",
}


class Deployed:
    """An emulator with what stands around it, for one run."""

    def __init__(self, tools, root):
        self.root, self.work, self.faults, self.gaps = root, tools / "work", [], []
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir(parents=True)
        self.ports = {name: emulator.free_port() for name in ("proxy", "station", "pagopa")}
        self.reach = {
            "HTTPS_PROXY": f"http://127.0.0.1:{self.ports['proxy']}",
            "SSL_CERT_FILE": str(self.work / "ca.pem"),
        }
        self.emulator = emulator.Emulator(self.work, self.reach)
        atexit.register(self.emulator.stop)
        self.clients = {}

    def client(self, service):
        if service not in self.clients:
            self.clients[service] = self.emulator.client(service)
        return self.clients[service]

    def check(self, holds, fault):
        if not holds:
            self.faults.append(fault)

    def gap(self, what):
        if what not in self.gaps:
            self.gaps.append(what)

    def start_around(self):
        program = self.work / "around"
        subprocess.run(
            ["go", "build", "-o", program, "./infra/proof/conformance/deploy/around"], cwd=self.root, check=True
        )
        subprocess.run(["go", "build", "-o", self.work / "operate", "./infra/setup/operate"], cwd=self.root, check=True)
        ports = [argument for name, port in self.ports.items() for argument in ("-" + name, str(port))]
        log = open(self.work / "around.log", "w")
        process = subprocess.Popen(
            [program, "-emulator", self.emulator.url, "-work", self.work, *ports], cwd=self.root, stdout=log, stderr=log
        )
        atexit.register(process.terminate)
        until("what stands around the account is ready", lambda: "ready" in (self.work / "around.log").read_text(), 30)

    def create(self):
        """The first deployment, after one that has to be refused; then the second, which turns protection on."""
        template = stack.read((self.root / "template.yaml").read_text())
        emulator.upload(self.emulator, template, self.root / ".local/bin")
        self.gaps += emulator.adapt(template)
        try:
            refused = emulator.deploy(self.emulator, template, PARAMETERS | {"CnsRevocationHosts": ""})
        except Exception as why:  # the emulator refuses at once what AWS refuses in the change set
            refused = str(why)
        self.check(
            "CnsRevocationHosts" in refused, f"a stack with CNS and without its lists is made, or why not: {refused}"
        )
        emulator.prepare(self.emulator, self.work)
        self.expanded = stack.expand(template)
        why = emulator.deploy(self.emulator, template, PARAMETERS)
        self.check(not why, f"the stack is not made: {why}")
        self.template = template
        return not why

    def look(self):
        """Where everything is, and the pieces that the emulator has left out."""
        pages = self.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=NAME)
        self.ids = {r["LogicalResourceId"]: r["PhysicalResourceId"] for p in pages for r in p["StackResourceSummaries"]}
        described = self.client("cloudformation").describe_stacks(StackName=NAME)["Stacks"][0]
        self.outputs = {o["OutputKey"]: o["OutputValue"] for o in described.get("Outputs", [])}
        self.made = stack.Stack(self.expanded, self.parameters())

    def parameters(self):
        return PARAMETERS | {"Protection": "attiva"} if getattr(self, "protected", False) else PARAMETERS

    def routes(self):
        gateway = self.client("apigatewayv2")
        apis = {name: self.ids[name] for name in self.made.of("AWS::ApiGatewayV2::Api")}
        if any(gateway.get_routes(ApiId=api)["Items"] for api in apis.values()):
            return
        self.gap("routes of an HTTP API: the Body is passed over; they are made by API from the same Body")
        for (api, path, method), function in contract.routes_of(self.made).items():
            arn = self.client("lambda").get_function_configuration(FunctionName=self.ids[function])["FunctionArn"]
            made = gateway.create_integration(
                ApiId=apis[api], IntegrationType="AWS_PROXY", PayloadFormatVersion="2.0", IntegrationUri=arn
            )
            verb = "ANY" if "any" in method else method.upper()
            gateway.create_route(
                ApiId=apis[api],
                Target="integrations/" + made["IntegrationId"],
                RouteKey=path if path == "$default" else f"{verb} {path}",
            )

    def storage(self):
        tables, dynamo = self.made.of("AWS::DynamoDB::Table"), self.client("dynamodb")
        for name, wanted in tables.items():
            table = dynamo.describe_table(TableName=self.ids[name])["Table"]
            self.check(table["TableName"] == wanted["TableName"], f"{name} is called {table['TableName']}")
            self.check(table["KeySchema"] == wanted["KeySchema"], f"{name} has keys {table['KeySchema']}")
            self.check(table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST", f"{name} is paid by the hour")
            self.check(
                table.get("DeletionProtectionEnabled", False) is wanted["DeletionProtectionEnabled"],
                f"{name} has deletion protection {table.get('DeletionProtectionEnabled')}",
            )
            expiry = dynamo.describe_time_to_live(TableName=self.ids[name])["TimeToLiveDescription"]
            if expiry["TimeToLiveStatus"] != "ENABLED" and "TimeToLiveSpecification" in wanted:
                self.gap("TimeToLiveSpecification of a table: set by API")
                dynamo.update_time_to_live(
                    TableName=self.ids[name], TimeToLiveSpecification=wanted["TimeToLiveSpecification"]
                )
            back = dynamo.describe_continuous_backups(TableName=self.ids[name])["ContinuousBackupsDescription"]
            if back["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] != "ENABLED":
                self.gap("PointInTimeRecoverySpecification of a table: set by API")
                dynamo.update_continuous_backups(
                    TableName=self.ids[name],
                    PointInTimeRecoverySpecification=wanted["PointInTimeRecoverySpecification"],
                )
        sqs = self.client("sqs")
        for name, wanted in self.made.of("AWS::SQS::Queue").items():
            has = sqs.get_queue_attributes(QueueUrl=self.ids[name], AttributeNames=["All"])["Attributes"]
            self.check(
                int(has["MessageRetentionPeriod"]) == 1209600,
                f"{name} keeps messages {has['MessageRetentionPeriod']} s",
            )
            if "RedrivePolicy" in wanted:
                redrive = json.loads(has.get("RedrivePolicy", "{}"))
                dead = self.ids[name.replace("Queue", "DeadLetters")].rsplit("/", 1)[1]
                self.check(
                    redrive.get("deadLetterTargetArn", "").endswith(":" + dead)
                    and int(redrive["maxReceiveCount"]) == 5,
                    f"{name} has dead letters {redrive}",
                )
                self.check(
                    int(has["VisibilityTimeout"]) == wanted["VisibilityTimeout"],
                    f"{name} hides {has['VisibilityTimeout']} s",
                )

    def workers(self):
        lambdas, read = self.client("lambda"), settings.read_by(self.root)
        for name, wanted in self.made.of("AWS::Lambda::Function").items():
            has = lambdas.get_function_configuration(FunctionName=self.ids[name])
            folder = wanted["Code"]["S3Key"].removesuffix(".zip")
            given = has.get("Environment", {}).get("Variables", {})
            self.check(set(given) == read[folder], f"{name} is given {sorted(given)}")
            self.check(
                (has["Runtime"], has["Architectures"], has["Timeout"])
                == ("provided.al2023", ["arm64"], wanted["Timeout"]),
                f"{name} runs as {has['Runtime']}, {has['Architectures']}, {has['Timeout']} s",
            )
            self.check(not any("{" in value or "${" in value for value in given.values()), f"{name} is given {given}")
            event = json.loads((self.root / "functions" / folder / "event.json").read_text())
            answer = lambdas.invoke(FunctionName=self.ids[name], Payload=json.dumps(event).encode())
            self.check(
                "FunctionError" not in answer, f"{name} fails on its event.json: {answer['Payload'].read()[:300]!r}"
            )
        sources = {
            s["FunctionArn"].split(":")[-1]: s for s in lambdas.list_event_source_mappings()["EventSourceMappings"]
        }
        for name, wanted in self.made.of("AWS::Lambda::EventSourceMapping").items():
            has = sources[self.ids[stack.target(wanted["FunctionName"])]]
            self.check(
                (has["FunctionResponseTypes"], has["BatchSize"], has.get("ScalingConfig"))
                == (["ReportBatchItemFailures"], wanted["BatchSize"], wanted["ScalingConfig"]),
                f"{name}: {has.get('FunctionResponseTypes')} {has['BatchSize']} {has.get('ScalingConfig')}",
            )
        scheduler = self.client("scheduler")
        for name, wanted in self.made.of("AWS::Scheduler::Schedule").items():
            has = scheduler.get_schedule(Name=self.ids[name].split("|")[-1].split("/")[-1])
            told = has["Target"]
            self.check(
                has["ScheduleExpression"] == wanted["ScheduleExpression"]
                and told.get("Input") == wanted["Target"].get("Input")
                and "DeadLetterConfig" in told,
                f"{name}: {has['ScheduleExpression']} {told}",
            )
            if has.get("ScheduleExpressionTimezone", "UTC") != wanted.get("ScheduleExpressionTimezone", "UTC"):
                self.gap("ScheduleExpressionTimezone of a schedule")

    def watch(self):
        alarms = self.client("cloudwatch").describe_alarms()["MetricAlarms"]
        self.check(
            len(alarms) == len(self.made.of("AWS::CloudWatch::Alarm")) and all(a["AlarmActions"] for a in alarms),
            f"alarms: {[a['AlarmName'] for a in alarms]}",
        )
        groups = {
            g["logGroupName"]: g.get("retentionInDays") for g in self.client("logs").describe_log_groups()["logGroups"]
        }
        self.check(groups.get(self.ids["Logs"]) == 731, f"logs: {groups}")
        missing = set(self.made.outputs) - set(self.outputs)
        self.check(not missing, f"no outputs {missing}")

    def doors(self):
        """Every route answers on the portal's domain; the others let nobody in without a certificate."""
        for path, status in PAGES.items():
            said = self.ask("https://" + PORTAL + path)
            self.check(said == status, f"GET {path} answers {said}")
        api = self.outputs["PortalApiUrl"].removeprefix("https://").split(".")[0]
        closed = self.ask(f"{self.emulator.url}/", "-H", f"Host: {api}.execute-api.localhost")
        if closed not in (403, 404):
            self.gap(f"execute-api beside a domain: answers {closed}")
        soap = self.work / "soap.xml"
        soap.write_text(json.loads((self.root / "functions/station/event.json").read_text())["body"])
        refused = self.ask(
            self.emulator.url + "/pagopa/station",
            "-H",
            "Host: " + PARAMETERS["StationDomain"],
            "-H",
            "Content-Type: text/xml",
            "--data-binary",
            f"@{soap}",
        )
        self.check(refused == 403, f"the station answers {refused} to somebody without the node's certificate")

    def ask(self, address, *arguments):
        said = subprocess.run(
            [
                "curl",
                "-s",
                "-o",
                "/dev/null",
                "-w",
                "%{http_code}",
                "--max-time",
                "30",
                "--proxy",
                self.reach["HTTPS_PROXY"],
                "--noproxy",
                "127.0.0.1",
                "--cacert",
                self.reach["SSL_CERT_FILE"],
                *arguments,
                address,
            ],
            capture_output=True,
            text=True,
        )
        return int(said.stdout or 0)

    def update(self):
        """The same command again, with another parameter: what is stored stays."""
        before = self.count()
        self.protected = True
        why = emulator.deploy(self.emulator, self.template, self.parameters() | {"Concurrency": "1000"})
        self.check(not why, f"the update fails: {why}")
        after = self.count()
        self.check(after == before and before["LedgerTable"] > 0, f"an update lost items: {before}, then {after}")

    def count(self):
        return {
            name: self.client("dynamodb").scan(TableName=self.ids[name], Select="COUNT")["Count"]
            for name in self.made.of("AWS::DynamoDB::Table")
        }

    def poison(self):
        """A receipt that cannot be read ends among the dead letters."""
        sqs = self.client("sqs")
        sqs.set_queue_attributes(QueueUrl=self.ids["ReceiptsQueue"], Attributes={"VisibilityTimeout": "1"})
        sqs.send_message(QueueUrl=self.ids["ReceiptsQueue"], MessageBody="{")
        dead = lambda: int(
            sqs.get_queue_attributes(  # noqa: E731
                QueueUrl=self.ids["ReceiptsDeadLetters"], AttributeNames=["ApproximateNumberOfMessages"]
            )["Attributes"]["ApproximateNumberOfMessages"]
        )
        try:
            until("a poisoned receipt is a dead letter", lambda: dead() == 1, 60)
        except TimeoutError as late:
            self.faults.append(str(late))

    def journey(self):
        """The walk of the Go test, as a parent, pagoPA and a technician."""
        files = self.work / "files"
        files.mkdir()
        for file in (self.root / "infra/local/demo/files").glob("*.csv"):
            text = file.read_text()
            if file.name == "comune.csv":
                text = (
                    "\n".join("domini;" + PORTAL if line.startswith("domini;") else line for line in text.splitlines())
                    + "\n"
                )
            (files / file.name).write_text(text)
        about = {
            "portal_url": "https://" + PORTAL,
            "idp_url": "https://idp.vallechiara.test",
            "station_url": f"http://127.0.0.1:{self.ports['station']}/pagopa/station",
            "pagopa_url": f"http://127.0.0.1:{self.ports['pagopa']}",
            "dynamodb_url": self.emulator.url,
            "sqs_url": self.emulator.url,
            "lambda_url": self.emulator.url,
            "tables": {n: self.ids[n] for n in self.made.of("AWS::DynamoDB::Table")},
            "queues": {n: self.ids[n] for n in self.made.of("AWS::SQS::Queue")},
            "functions": {n: self.ids[n] for n in self.made.of("AWS::Lambda::Function")},
            "demo": {
                "creditor": {"fiscal_code": "77777777777", "broker_id": "77777777777", "station_id": "77777777777_01"}
            },
        }
        (self.work / "stack.json").write_text(json.dumps(about))
        services = ("CLOUDFORMATION", "LAMBDA", "SQS", "DYNAMODB", "CLOUDWATCH_LOGS", "SSM")
        environment = (
            os.environ
            | self.reach
            | {f"AWS_ENDPOINT_URL_{name}": self.emulator.url for name in services}
            | {
                "AWS_REGION": emulator.REGION,
                "AWS_ACCESS_KEY_ID": "test",
                "AWS_SECRET_ACCESS_KEY": "test",
                "STACK": NAME,
                "DEPLOYED": str(self.work / "stack.json"),
                "OPERATE": str(self.work / "operate"),
                "FILES": str(files),
            }
        )
        said = subprocess.run(
            ["go", "test", "-count=1", "-tags", "deployed", "./infra/proof/conformance/deploy/journey"],
            cwd=self.root,
            env=environment,
            capture_output=True,
            text=True,
        )
        self.check(said.returncode == 0, f"the journey:\n{said.stdout[-4000:]}{said.stderr[-2000:]}")


def faults(tools, root):
    run = Deployed(tools, pathlib.Path(root))
    try:
        run.start_around()
        run.create()
        if not run.faults:
            run.look()
            for step in (
                run.routes,
                run.storage,
                run.workers,
                run.watch,
                run.journey,
                run.doors,
                run.update,
                run.look,
                run.storage,
                lambda: outage.walk(run),
                run.poison,
            ):
                step()
    finally:
        for gap in run.gaps:
            print("  the emulator does not do: " + gap)
    return run.faults
