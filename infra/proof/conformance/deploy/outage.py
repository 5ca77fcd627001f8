"""The deployed portal while its tables or its queue cannot be reached: it says so, and loses nothing."""

import json
import subprocess
import urllib.parse

import emulator

NOBODY = "http://127.0.0.1:9"  # nothing listens there
# pagoPA's report of a payment, as far as the station reads it before it queues it.
RECEIPT = """<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"
 xmlns:pafn="http://pagopa-api.pagopa.gov.it/pa/paForNode.xsd"><soapenv:Header/><soapenv:Body>
<pafn:paSendRTV2Request><idPA>77777777777</idPA><idBrokerPA>77777777777</idBrokerPA><idStation>77777777777_01</idStation>
<receipt><receiptId>outage-1</receiptId><noticeNumber>302000000000000992</noticeNumber><fiscalCode>77777777777</fiscalCode>
<outcome>OK</outcome><creditorReferenceId>02000000000000992</creditorReferenceId><paymentAmount>10.00</paymentAmount>
<description>mensa</description><companyName>Comune</companyName>
<debtor><uniqueIdentifier><entityUniqueIdentifierType>F</entityUniqueIdentifierType>
<entityUniqueIdentifierValue>RSSMRA80A01H501U</entityUniqueIdentifierValue></uniqueIdentifier>
<fullName>Mario Rossi</fullName></debtor>
<transferList><transfer><idTransfer>1</idTransfer><transferAmount>10.00</transferAmount>
<fiscalCodePA>77777777777</fiscalCodePA>
<IBAN>IT60X0542811101000000123456</IBAN><remittanceInformation>mensa</remittanceInformation>
<transferCategory>9/0107101TS/</transferCategory></transfer></transferList>
<idPSP>BANCA</idPSP><pspFiscalCode>77777777777</pspFiscalCode><PSPCompanyName>Banca</PSPCompanyName>
<idChannel>77777777777_01</idChannel>
<channelDescription>app</channelDescription><paymentMethod>creditCard</paymentMethod><fee>1.00</fee>
<paymentDateTime>2026-11-22T10:00:00</paymentDateTime><applicationDate>2026-11-22</applicationDate>
<transferDate>2026-11-23</transferDate></receipt></pafn:paSendRTV2Request></soapenv:Body></soapenv:Envelope>"""


class Outage:
    def __init__(self, run, service):
        self.run, self.setting = run, "AWS_ENDPOINT_URL_" + service
        self.functions = [run.ids[name] for name in run.made.of("AWS::Lambda::Function")]

    def __enter__(self):
        self.point(NOBODY)

    def __exit__(self, *why):
        self.point(None)

    def point(self, address):
        client = self.run.client("lambda")
        for name in self.functions:
            variables = client.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
            variables.pop(self.setting, None)
            if address:
                variables[self.setting] = address
            client.update_function_configuration(FunctionName=name, Environment={"Variables": variables})


def page(run, path):
    """Returns a page's status and text."""
    said = subprocess.run(
        ["curl", "-s", "-w", "\n%{http_code}", "--max-time", "30", "--proxy", run.reach["HTTPS_PROXY"],
         "--cacert", run.reach["SSL_CERT_FILE"], f"https://{run.parameters()['PortalUrl'][8:]}{path}"],
        capture_output=True, text=True)  # fmt: skip
    text, _, status = said.stdout.rpartition("\n")
    return int(status or 0), text


def certificate(work):
    """What pagoPA's node shows: the gateway would have checked the chain, the station reads the names."""
    openssl = ["openssl", "req", "-newkey", "rsa:2048", "-nodes", "-keyout", work / "node.key"]
    authority = ["-x509", "-days", "2", "-subj", "/CN=RapidSSL TLS RSA CA G1", "-out", work / "authority.pem"]
    subprocess.run([*openssl, *authority], check=True, capture_output=True)
    (work / "node.key").rename(work / "authority.key")
    asked = ["-subj", "/CN=forwarder.platform.pagopa.it", "-out", work / "node.csr"]
    subprocess.run([*openssl, *asked], check=True, capture_output=True)
    given = subprocess.run(
        ["openssl", "x509", "-req", "-in", work / "node.csr", "-CA", work / "authority.pem",
         "-CAkey", work / "authority.key", "-set_serial", "1", "-days", "1"],
        check=True, capture_output=True, text=True)  # fmt: skip
    return urllib.parse.quote_plus(given.stdout)


def report(run, node):
    """pagoPA reports a payment; returns the station's status and answer."""
    said = subprocess.run(
        ["curl", "-s", "-w", "\n%{http_code}", "--max-time", "30", "-H", "Content-Type: text/xml",
         "-H", 'SOAPAction: "paSendRTV2"', "-H", "X-Local-Client-Certificate: " + node, "--data-binary", RECEIPT,
         f"http://127.0.0.1:{run.ports['station']}/pagopa/station"],
        capture_output=True, text=True)  # fmt: skip
    text, _, status = said.stdout.rpartition("\n")
    return int(status or 0), text


def waiting(run, queue):
    about = run.client("sqs").get_queue_attributes(QueueUrl=run.ids[queue], AttributeNames=["All"])["Attributes"]
    return int(about["ApproximateNumberOfMessages"]) + int(about["ApproximateNumberOfMessagesNotVisible"])


def parked(run):
    answer = run.client("lambda").invoke(
        FunctionName=run.ids["ReceiptsFunction"], Payload=json.dumps({"parked": "c_x000"}).encode())
    return answer["Payload"].read().decode()


def walk(run):
    node = certificate(run.work)
    with Outage(run, "SQS"):
        status, said = report(run, node)
        run.check(status >= 500, f"without its queue the station answers {status} to a receipt: {said[-500:]}")
    with Outage(run, "DYNAMODB"):
        status, said = page(run, "/")
        shown = status == 503 and "Riprova" in said
        run.check(shown, f"without its tables the first page answers {status}: {said[-500:]}")
        status, said = report(run, node)
        run.check(status >= 500, f"without its tables the station answers {status} to a receipt: {said[-500:]}")
    # pagoPA sends it again, as it does until it is told that the receipt is safe.
    status, said = report(run, node)
    run.check(status == 200 and "<outcome>OK<" in said, f"afterwards the station answers {status}: {said[-700:]}")
    try:
        emulator.until("the receipt is settled", lambda: "outage-1" in parked(run), 60)
    except TimeoutError as late:
        run.faults.append(f"{late}: {waiting(run, 'ReceiptsQueue')} wait")
    run.check(page(run, "/")[0] == 200, "afterwards the first page does not answer")
