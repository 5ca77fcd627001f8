"""What has to hold in the deployed template and no linter sees. Each check yields the faults it finds."""

import json
import re

import settings
from stack import Choice, Stack, Wrong, target

PRINT = "AB:" * 31 + "AB"
ARN = "arn:aws:acm:{}:123456789012:certificate/0b4f4e0e-0000-4000-8000-123456789012"

# Installations that have to work: the least, one with everything, one behind CloudFront in a large account.
LEAST = {
    "Stage": "prova",
    "PortalUrl": "https://abc123.execute-api.eu-south-1.amazonaws.com",
    "SigningKeys": "alias/prova-identity@2026-11-22",
}
FULL = LEAST | {
    "Stage": "produzione",
    "PortalUrl": "https://scuola.comune.vallechiara.bg.it",
    "PortalCertificate": ARN.format("eu-south-1"),
    "StationDomain": "stazione.comune.vallechiara.bg.it",
    "StationCertificate": ARN.format("eu-south-1"),
    "StationTruststore": "s3://vallechiara-truststore/node.pem",
    "StationId": "00123456789_01",
    "BrokerId": "00123456789",
    "OtherStationIds": "00123456789_02 00123456789_03",
    "CheckoutUrl": "https://api.platform.pagopa.it",
    "FederationCertificate": PRINT + " " + PRINT.replace(":", ""),
    "SigningKeys": "alias/prova-identity@2026-11-22 alias/prova-identity-2031@2031-05-02",
    "CnsDomain": "cns.comune.vallechiara.bg.it",
    "CnsCertificate": ARN.format("eu-south-1"),
    "CnsTruststore": "s3://vallechiara-truststore/cns.pem",
    "CnsRevocationHosts": "ldap.crl.it crl.ca.it:8080",
    "AlarmEmail": "ced@comune.vallechiara.bg.it",
}
EDGE = FULL | {
    "EdgeCertificate": ARN.format("us-east-1"),
    "Concurrency": "1000",
    "EdgeFirewall": "arn:aws:wafv2:us-east-1:123456789012:global/webacl/prova/0b4f4e0e",
}
GOOD = {"least": LEAST, "full": FULL, "edge": EDGE}

# What a technician may get wrong, each refused before anything is made.
BAD = [
    {"Stage": "test"},
    {"Protection": "nessuna"},
    {"Concurrency": "50"},
    {"Protection": "spenta"},
    {"PortalUrl": "https://servizi.comune.example.it"},
    {"PortalUrl": "http://scuola.bg.it"},
    {"PortalUrl": "https://scuola.bg.it/"},
    {"PortalCertificate": ""},
    {"PortalCertificate": "arn:aws:acm:eu-south-1:000000000000:certificate/00000000-0000-0000-0000-000000000000"},
    {"EdgeCertificate": ARN.format("eu-south-1")},
    {"EdgeFirewall": "flood"},
    {"StationDomain": ""},
    {"StationDomain": "stazione.comune.example.it"},
    {"StationCertificate": ""},
    {"StationTruststore": ""},
    {"StationTruststore": "s3://comune-example-it/node.pem"},
    {"StationId": ""},
    {"StationId": "77777777777_01"},
    {"StationId": "00123456789"},
    {"BrokerId": "77777777777"},
    {"BrokerId": "1"},
    {"OtherStationIds": "00123456789_02,00123456789_03"},
    {"CheckoutUrl": "https://api.example.com"},
    {"CheckoutUrl": "http://api.platform.pagopa.it"},
    {"IdpMetadata": "registry.spid.gov.it"},
    {"FederationCertificate": "MIIDuzCC"},
    {"FederationCertificate": "", "CieMetadata": ""},
    {"SigningKeys": ""},
    {"SigningKeys": "alias/prova-identity"},
    {"CieMetadata": "idserver"},
    {"CnsDomain": ""},
    {"CnsDomain": "cns.example.it"},
    {"CnsCertificate": ""},
    {"CnsTruststore": ""},
    {"CnsRevocationHosts": ""},
    {"AlarmEmail": ""},
    {"AlarmEmail": "ced@comune.example.it"},
    {"NodeCertSubject": ""},
    {"NodeCertIssuer": ""},
    {"PortalCertificate": "", "EdgeCertificate": ARN.format("us-east-1"), "Stage": "prova"},
]


def parameters(template, root):
    for name, about in template["Parameters"].items():
        if not about.get("Description"):
            yield f"{name} has no description"
        if "AllowedValues" not in about and not about.get("ConstraintDescription"):
            yield f"{name} takes anything, or does not say what it takes"
        if re.search(r"example|0{12}|7{11}", str(about.get("Default", ""))):
            yield f"{name} has an example as its default"
    for name, good in GOOD.items():
        for why in Choice(template, good).refused():
            yield f"a good installation ({name}) is refused: {why}"
    for bad in BAD:
        if not Choice(template, FULL | bad).refused():
            yield f"{bad} is accepted"


def environment(stack, root):
    """Every setting that a function reads is there, and none that it does not read; all fit."""
    wanted = settings.read_by(root)
    for name, function in stack.of("AWS::Lambda::Function").items():
        folder = function["Code"]["S3Key"].removesuffix(".zip")
        given = function.get("Environment", {}).get("Variables", {})
        for setting in wanted[folder] ^ given.keys():
            yield f"{name}: {setting} is {'set and not read' if setting in given else 'read and not set'}"
        # A reference becomes a name or an address of less than 120 characters.
        size = sum(len(k) + (len(v) if isinstance(v, str) else 120) for k, v in given.items())
        if size > 4096 - 512:
            yield f"{name}: its environment may have {size} bytes"


def functions(stack, root):
    for name, function in stack.of("AWS::Lambda::Function").items():
        if (function["Runtime"], function["Architectures"], function["Handler"]) != (
            "provided.al2023",
            ["arm64"],
            "bootstrap",
        ):
            yield f"{name} runs as {function['Runtime']} {function['Architectures']}"
        if not 128 <= function["MemorySize"] <= 10240 or not 1 <= function["Timeout"] <= 900:
            yield f"{name} has {function['MemorySize']} MB and {function['Timeout']} s"
        if target(function["LoggingConfig"]["LogGroup"]) != "Logs" or function["LoggingConfig"]["LogFormat"] != "JSON":
            yield f"{name} logs elsewhere"
    routed = {target(p["FunctionName"]) for p in stack.of("AWS::Lambda::Permission").values()}
    for name in routed:
        if stack.resources[name]["Properties"]["Timeout"] > 29:
            yield f"{name} may take longer than the gateway waits"


def tables(stack, root):
    keys = settings.keys(root)
    for name, table in stack.of("AWS::DynamoDB::Table").items():
        resource = stack.resources[name]
        schema = [(k["AttributeName"], k["KeyType"]) for k in table["KeySchema"]]
        types = {a["AttributeName"]: a["AttributeType"] for a in table["AttributeDefinitions"]}
        if schema != [("pk", "HASH"), ("sk", "RANGE")] or types != {"pk": "S", "sk": "S"} or not {"pk", "sk"} <= keys:
            yield f"{name} has keys {schema} {types}, the code has {keys}"
        expiry = table.get("TimeToLiveSpecification", {})
        if name in ("OpsTable", "IdentityLogTable"):
            if expiry != {"AttributeName": "expires", "Enabled": True} or "expires" not in keys:
                yield f"{name} forgets nothing"
        elif expiry:
            yield f"{name} forgets"
        if table.get("PointInTimeRecoverySpecification") != {"PointInTimeRecoveryEnabled": True}:
            yield f"{name} cannot be set back to a moment"
        if not table.get("SSESpecification", {}).get("SSEEnabled"):
            yield f"{name} is not encrypted"
        if table.get("DeletionProtectionEnabled") is not (stack.parameters["Protection"] == "attiva"):
            yield f"{name} may be deleted, or can never be"
        if not str(table.get("TableName", "")).startswith("prova-"):
            yield f"{name} has no name, so an update may replace it"
        yield from kept(name, resource)
    for name in ("Logs", "ReceiptsQueue", "ReceiptsDeadLetters"):
        yield from kept(name, stack.resources[name])


def kept(name, resource):
    if (resource.get("DeletionPolicy"), resource.get("UpdateReplacePolicy")) != ("RetainExceptOnCreate", "Retain"):
        yield f"{name} goes with the stack, or stays when the stack could not be made"


def queues(stack, root):
    """Every queue has dead letters, time for its worker, and a worker that tells which messages failed."""
    all_queues, functions_ = stack.of("AWS::SQS::Queue"), stack.of("AWS::Lambda::Function")
    workers = {}
    for name, source in stack.of("AWS::Lambda::EventSourceMapping").items():
        workers[target(source["EventSourceArn"])] = target(source["FunctionName"])
        if source.get("FunctionResponseTypes") != ["ReportBatchItemFailures"]:
            yield f"{name}: one message's failure is the batch's"
        if not source.get("ScalingConfig", {}).get("MaximumConcurrency", 0) >= 2:
            yield f"{name} may take all places"
    for name, queue in all_queues.items():
        if queue.get("SqsManagedSseEnabled") is not True:
            yield f"{name} is not encrypted"
        if queue.get("MessageRetentionPeriod") != 1209600:
            yield f"{name} forgets messages before 14 days"
        if name.endswith("DeadLetters"):
            continue
        redrive = queue.get("RedrivePolicy", {})
        if target(redrive.get("deadLetterTargetArn")) != name.replace("Queue", "DeadLetters"):
            yield f"{name} has no dead letters of its own"
        if not 5 <= redrive.get("maxReceiveCount", 0) <= 10:
            yield f"{name} tries {redrive.get('maxReceiveCount')} times"
        if name not in workers:
            yield f"{name} has no worker"
        elif queue.get("VisibilityTimeout", 30) < 6 * functions_[workers[name]]["Timeout"]:
            yield f"{name} gives messages away before its worker has used up its time six times"


def schedules(stack, root):
    asynchronous = {target(c["FunctionName"]): c for c in stack.of("AWS::Lambda::EventInvokeConfig").values()}
    for name, schedule in stack.of("AWS::Scheduler::Schedule").items():
        expression = schedule["ScheduleExpression"]
        if "Name" in schedule:
            yield f"{name} has a name of its own, which a second stack has too"
        if expression.startswith("cron"):
            if schedule.get("ScheduleExpressionTimezone") != "Europe/Rome":
                yield f"{name} is not in Italy's time"
            if len(expression.removeprefix("cron(").rstrip(")").split()) != 6:
                yield f"{name}: {expression} has not six fields"
        if target(schedule["Target"].get("DeadLetterConfig", {}).get("Arn")) != "RunsDeadLetters":
            yield f"{name} loses runs that cannot be started"
        json.loads(schedule["Target"].get("Input", "{}"))
        function = target(schedule["Target"]["Arn"])
        ends = asynchronous.get(function, {}).get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")
        if target(ends) != "RunsDeadLetters":
            yield f"{name} loses runs of {function} that fail to the last try"


def doors(stack, root):
    apis, domains = stack.of("AWS::ApiGatewayV2::Api"), stack.of("AWS::ApiGatewayV2::DomainName")
    mapped = {target(m["ApiId"]): target(m["DomainName"]) for m in stack.of("AWS::ApiGatewayV2::ApiMapping").values()}
    for name, api in apis.items():
        servers = api["Body"].get("servers", [])
        closed = any(
            server.get("x-amazon-apigateway-endpoint-configuration", {}).get("disableExecuteApiEndpoint") is True
            for server in servers
        )
        if closed is not (name in mapped):
            yield f"{name}: execute-api is {'closed' if closed else 'open beside its domain'}"
        if name != "PortalApi" and not (
            name in mapped and domains[mapped[name]].get("MutualTlsAuthentication", {}).get("TruststoreUri")
        ):
            yield f"{name} asks nobody for a certificate"
    for name, domain in domains.items():
        for configuration in domain["DomainNameConfigurations"]:
            if configuration["SecurityPolicy"] != "TLS_1_2" or configuration["EndpointType"] != "REGIONAL":
                yield f"{name} takes old TLS, or is not regional"
    stages = stack.of("AWS::ApiGatewayV2::Stage")
    for name, stage in stages.items():
        line = stage.get("AccessLogSettings", {}).get("Format", "")
        if target(stage.get("AccessLogSettings", {}).get("DestinationArn")) != "AccessLogs":
            yield f"{name} has no access log"
        if re.search(r"sourceIp|\.path|userAgent|authorizer|queryString", line):
            yield f"{name}: its access log may name a person"
        json.loads(re.sub(r"\$[\w.]+", "1", line) or "{}")
        if not stage.get("DefaultRouteSettings", {}).get("ThrottlingRateLimit"):
            yield f"{name} has no limit of requests"
    routes = routes_of(stack)
    if ("PortalApi", "$default", "x-amazon-apigateway-any-method") not in routes and not any(
        api == "PortalApi" and path == "$default" for api, path, _ in routes
    ):
        yield "the portal has no page for unknown addresses"
    for distribution in stack.of("AWS::CloudFront::Distribution").values():
        config = distribution["DistributionConfig"]
        for behaviour in [config["DefaultCacheBehavior"], *config["CacheBehaviors"]]:
            if behaviour["OriginRequestPolicyId"] != "216adef6-5c7f-47e4-b989-5492eafa07d3":
                yield "CloudFront does not pass the browser's host on"
        header = re.search(r"headers\['([^']+)'\]", str(stack.of("AWS::CloudFront::Function")))
        given = stack.of("AWS::Lambda::Function")["AccessFunction"]["Environment"]["Variables"]["CLIENT_HEADER"]
        if not header or header[1] != given or "7b1c7ef0" not in given:
            yield f"CloudFront names the client in {header and header[1]}, access believes {given}"


def routes_of(stack):
    """API, path and method of every route, with its function."""
    found = {}
    for name, api in stack.of("AWS::ApiGatewayV2::Api").items():
        for path, methods in api["Body"]["paths"].items():
            for method, operation in methods.items():
                uri = operation["x-amazon-apigateway-integration"]["uri"]
                found[name, path, method] = re.search(r"<(\w+)\.Arn>", uri)[1]
    return found


def places(stack, root):
    """Workers cannot take what pages and station need, in a small account and in a large one."""
    sources = stack.of("AWS::Lambda::EventSourceMapping").values()
    at_once = {target(s["FunctionName"]): s["ScalingConfig"]["MaximumConcurrency"] for s in sources}
    reserved = {
        name: f["ReservedConcurrentExecutions"]
        for name, f in stack.of("AWS::Lambda::Function").items()
        if "ReservedConcurrentExecutions" in f
    }
    if stack.parameters["Concurrency"] == "10":
        # Messages rest in the evening (quiet hours, decision 27), when meals are debited. A file of the office goes
        # step by step (decision 32): one at a time, though SQS wants to be allowed two.
        resting = min(at_once.get("MessengerFunction", 0), at_once.get("MealDebitsFunction", 0))
        steps = at_once.get("ImportsFunction", 0) // 2
        if reserved or sum(at_once.values()) - resting - steps > 7:
            yield f"of ten places workers may take {at_once}, and {reserved} cannot be reserved"
        return
    if (
        sum(reserved.values()) > 900
        or not {"StationFunction", "ReceiptsFunction", "MealDebitsFunction"} <= reserved.keys()
    ):
        yield f"reserved are {reserved}"
    for name, places_ in reserved.items():
        if name in at_once and places_ < at_once[name]:
            yield f"{name} has {places_} places and may be called {at_once[name]} times at once: messages would fail"


# Dead letters without an alarm of their own, each with the metric by which somebody hears of them (decisions 27 and 32).
HEARD_BY = {"MessagesDeadLetters": "LateMessages", "ImportsDeadLetters": "LateFiles"}


def alarms(stack, root):
    counted, watched, queues_ = settings.metrics(root), [], set()
    for name, alarm in stack.of("AWS::CloudWatch::Alarm").items():
        if [target(a) for a in alarm.get("AlarmActions", [])] != ["Alarms"]:
            yield f"{name} tells nobody"
        metrics = [m["MetricStat"]["Metric"] for m in alarm.get("Metrics", []) if "MetricStat" in m] or [alarm]
        watched += metrics
        for metric in metrics:
            queues_ |= {target(d["Value"]) for d in metric.get("Dimensions", [])}
            if metric["Namespace"].startswith("ServiziScolastici"):
                if (
                    metric["Namespace"]
                    != stack.of("AWS::Lambda::Function")["HomeFunction"]["Environment"]["Variables"]["METRICS"]
                ):
                    yield f"{name} watches {metric['Namespace']}, where nobody counts"
                filtered = {
                    t["MetricName"]
                    for f in stack.of("AWS::Logs::MetricFilter").values()
                    for t in f["MetricTransformations"]
                }
                if metric["MetricName"] not in counted | filtered:
                    yield f"{name} watches {metric['MetricName']}, which nobody counts"
    if len(watched) > 10:
        yield f"alarms watch {len(watched)} metrics, ten are free"
    for name in stack.of("AWS::SQS::Queue"):
        if name.endswith("DeadLetters") and name not in queues_ and HEARD_BY.get(name) not in counted:
            yield f"nobody hears of {name}"
    night = stack.of("AWS::CloudWatch::Alarm").get("NightAlarm", {})
    if night.get("TreatMissingData") != "breaching" or night.get("MetricName") not in counted:
        yield "a night that nobody looked at is silent"


NAMES = (
    "FunctionName",
    "QueueName",
    "TableName",
    "TopicName",
    "LogGroupName",
    "RoleName",
    "ManagedPolicyName",
    "Name",
    "DashboardName",
    "AlarmName",
    "PolicyName",
)


def names(stack, root):
    """Nothing has a name that a second stack of the account would have too."""
    for name, resource in stack.resources.items():
        for key in NAMES:
            value = resource.get("Properties", {}).get(key)
            if (
                isinstance(value, str)
                and "prova" not in value
                and resource["Type"]
                not in (
                    "AWS::ApiGatewayV2::Stage",
                    "AWS::ApiGatewayV2::Api",
                )
            ):
                yield f"{name} is named {value} in every stack"
    text = json.dumps(stack.resources)
    for shared in re.findall(r"servizi-scolastici[\w/-]*", text):
        yield f"{shared} is named after no stack"


def rights(stack, root):
    """A secret that a function's settings name can be read by it, and no other."""
    policies = {n: p["PolicyDocument"] for n, p in stack.of("AWS::IAM::ManagedPolicy").items()}
    for name, function in stack.of("AWS::Lambda::Function").items():
        role = stack.resources[target(function["Role"])]["Properties"]
        documents = [p["PolicyDocument"] for p in role.get("Policies", [])]
        documents += [policies[target(a)] for a in role.get("ManagedPolicyArns", []) if target(a) in policies]
        may = set()
        for statement in (s for d in documents for s in d["Statement"]):
            actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
            if "ssm:GetParameter" in actions:
                may.add(statement["Resource"].rsplit("parameter", 1)[1])
        given = function.get("Environment", {}).get("Variables", {}).values()
        wanted = {v.removeprefix("ssm:") for v in given if isinstance(v, str) and v.startswith("ssm:")}
        # Who may read one that it is not told is a stack that could do without: pagoPA's keys.
        if wanted - may or any("people" in name for name in may - wanted):
            yield f"{name} is told {wanted} and may read {may}"


def outputs(stack, root):
    for kind, suffix in (
        ("AWS::DynamoDB::Table", "Name"),
        ("AWS::SQS::Queue", "Url"),
        ("AWS::Lambda::Function", "Name"),
    ):
        for name in stack.of(kind):
            if target(stack.outputs.get(name + suffix)) != name:
                yield f"no output {name}{suffix}"
    for name in stack.of("AWS::ApiGatewayV2::DomainName"):
        if name.replace("DomainName", "Target") not in stack.outputs:
            yield f"no output for the DNS record of {name}"
    off = stack.outputs["DoesWithout"].split()
    for word, parameter in (
        ("domain", "PortalCertificate"),
        ("station", "StationCertificate"),
        ("cns", "CnsCertificate"),
        ("checkout", "CheckoutUrl"),
        ("spid", "FederationCertificate"),
        ("cie", "CieMetadata"),
    ):
        if (word in off) is bool(stack.parameters[parameter]):
            yield f"DoesWithout says {off} with {parameter} {stack.parameters[parameter]!r}"


CHECKS = (environment, functions, tables, queues, schedules, doors, places, alarms, names, rights, outputs)


def faults(template, root):
    """All faults of an expanded template, each with the check and the installation that found it."""
    found = [f"parameters: {fault}" for fault in attempt(parameters, template, root)]
    for installation, good in GOOD.items():
        try:
            stack = Stack(template, good)
        except Wrong as wrong:
            found.append(f"{installation}: {wrong}")
            continue
        for check in CHECKS:
            found += [f"{check.__name__}, {installation}: {fault}" for fault in attempt(check, stack, root)]
    return found


def attempt(check, subject, root):
    try:
        yield from check(subject, root)
    except (KeyError, TypeError, ValueError, IndexError, Wrong) as why:
        yield f"cannot be read: {why!r}"
