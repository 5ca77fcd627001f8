# Two commands are enough for a newcomer: `make run` and `make test`.
.DEFAULT_GOAL := help
SHELL := bash
.SHELLFLAGS := -euo pipefail -c

TOOLS      := .local/npm
FUNCTIONS   = $(notdir $(patsubst %/,%,$(dir $(wildcard functions/*/main.go))))
LAMBDA      = go build -buildvcs=false -ldflags "-s -w"
LINT        = github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

# What ships is built like this, and so is all else: each package is compiled once, not again for the tests and the tools.
export CGO_ENABLED := 0
export GOFLAGS := $(GOFLAGS) -trimpath -tags=lambda.norpc

# macOS comes with make 3.81, which goes on after a command of a recipe has failed.
ifeq ($(MAKE_VERSION),3.81)
$(error GNU make 4 is needed: brew install make, then say gmake)
endif

VERSITYGW  = versitygw-v1.8.0

SHA256 := $(shell command -v sha256sum || echo shasum -a 256)

# What make faults runs.
SEED     ?= 1
DEBITS   ?= 10000
RECEIPTS ?= 1000
MESSAGES ?= 10000
RATE     ?= 0.05
LIMIT    ?= 30m

# What make bench runs: 150000 on request.
NIGHTS   ?= 200,2000,20000
OFFICE   ?= 20000

# need checks that a program is there: $(call need,program,what to do)
need = command -v $(1) >/dev/null || { echo "$(1) is missing: $(2)" >&2; exit 1; }

# apt installs a Debian package, if it may, one after the other: $(call apt,package)
apt = { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && flock /var/lib/apt apt-get update -qq \
	&& flock /var/lib/apt apt-get install -y -qq --no-install-recommends $(1); }

# programs sees to programs, each with its Debian package: $(call programs,who needs them,program:package …)
define programs
for pair in $(2); do command -v $${pair%:*} >/dev/null || $(call apt,$${pair#*:}) \
	|| { echo "$(1) $${pair%:*}: install $${pair#*:}" >&2; exit 1; }; done
endef

.PHONY: help run build tools browser test check style identity bench cost same package clean distclean
.PHONY: faults drill fuzz model mutants conformance-identity conformance-pagopa conformance-papers conformance-ui \
	conformance-deploy sbom licences vulnerabilities

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-20s %s\n", $$1, $$2}' Makefile

run: build tools ## start the portal on this machine (PORT, CLOCK, IDP_METADATA)
	@exec .local/bin/stack

build: ## build all functions, the simulators and the local stack for this machine
	@$(call need,go,install Go 1.26 or newer)
	@echo "Building … (the first time takes some minutes)"
	@mkdir -p .local/build
	@$(LAMBDA) -o .local/build/ $(addprefix ./functions/,$(FUNCTIONS)) \
		$(patsubst %/main.go,./%,$(wildcard infra/local/simulators/*/main.go)) ./infra/local
	@for name in $(FUNCTIONS); do \
		mkdir -p .local/bin/$$name; ln -f .local/build/$$name .local/bin/$$name/bootstrap; done
	@for name in $(notdir $(patsubst %/main.go,%,$(wildcard infra/local/simulators/*/main.go))); do \
		ln -f .local/build/$$name .local/bin/$$name; done
	@ln -f .local/build/local .local/bin/stack

# platform installs DynamoDB's emulator for a machine other than the one whose package is pinned.
define platform
cd $(TOOLS) && name=$$(node -p '"@dynoxide/" + process.platform + "-" + process.arch') \
&& version=$$(node -p 'require("./package.json").optionalDependencies["@dynoxide/linux-x64"]') \
&& { test -d node_modules/$$name || command -v dynoxide >/dev/null \
|| npm install --no-save --no-package-lock --no-audit --no-fund --loglevel=error $$name@$$version \
|| { echo "There is no $$name $$version: put a program dynoxide of that version on the PATH" >&2; exit 1; }; }
endef

tools: $(TOOLS)/.emulators .local/tools/$(VERSITYGW) ## install the emulators of DynamoDB, SQS and S3 under .local

# S3's emulator is built from source, once for a version.
.local/tools/$(VERSITYGW):
	@$(call need,go,install Go 1.26 or newer)
	@echo "Building the emulator of S3 …"
	@GOBIN=$(abspath .local/tools) go install github.com/versity/versitygw/cmd/$(subst -,@,$(VERSITYGW))
	@rm -f .local/tools/versitygw-* && touch $@

$(TOOLS)/.emulators: infra/local/emulators/package.json infra/local/emulators/package-lock.json
	@$(call need,npm,install Node.js 20 or newer)
	@mkdir -p $(TOOLS) && cp $^ $(TOOLS)/
	@echo "Installing the emulators …"
	@npm ci --prefix $(TOOLS) --omit=dev --no-audit --no-fund --loglevel=error
	@$(platform)
	@rm -f $(TOOLS)/.browser && touch $@

browser: $(TOOLS)/.browser ## install what the browser and paper tests need
	@$(call programs,The tests need,pdftoppm:poppler-utils zbarimg:zbar-tools openssl:openssl)
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || test -n "$${CHROMIUM:-}" \
	|| $(call apt,chromium) \
	|| { echo "The browser tests need Chromium: install it, or name its program in CHROMIUM" >&2; exit 1; }

$(TOOLS)/.browser: $(TOOLS)/.emulators
	@npm ci --prefix $(TOOLS) --no-audit --no-fund --loglevel=error
	@$(platform)
	@touch $(TOOLS)/.emulators $@

# The longest comes first, so that the others run beside it. Vetting is part of make check, tests too.
test: build tools browser ## run all tests, against the emulators and in a browser
	go run ./infra/local/testenv -- go test -vet=off -timeout 25m ./infra/proof/e2e ./...

faults: build tools ## the long run under faults (SEED, DEBITS, RECEIPTS, MESSAGES, RATE), judged by fsck
	@go run ./infra/local/testenv -- go run ./infra/proof/faults \
		-seed $(SEED) -debits $(DEBITS) -receipts $(RECEIPTS) -rate $(RATE) -limit $(LIMIT)
	@go run ./infra/local/testenv -- go test ./functions/messenger -count=1 -run TestNoneLostNoneTwice \
		-messages $(MESSAGES) -seed $(SEED) -rate $(RATE)

drill: build tools ## the recovery drill: delete all accounts, rebuild them from their entries
	@go run ./infra/local/testenv -- go run ./infra/proof/faults -drill \
		-seed $(SEED) -debits $(DEBITS) -receipts $(RECEIPTS)

FUZZTIME ?= 10s

fuzz: tools ## run every fuzz target that there is, each for a while (FUZZTIME)
	@go run ./infra/local/testenv -- infra/proof/fuzz/run.sh $(FUZZTIME)

GREMLINS := github.com/go-gremlins/gremlins/cmd/gremlins@v0.5.0
MUTATED  ?= ./shared/money ./shared/ledger ./shared/tax ./functions/mealdebits ./functions/receipts ./shared/billing

mutants: tools ## change the money code one operator at a time: the tests must notice (MUTATED)
	@rm -rf .local/mutants && mkdir -p .local/mutants && cp -r go.mod go.sum functions shared infra .local/mutants/
	@# gremlins finds a package's folder by its name: under "main" it would test nothing and call all mutants killed.
	@for file in .local/mutants/functions/*/*.go; do \
		sed -i.main "s/^package main$$/package $$(basename $$(dirname $$file))/" $$file; done
	@go run ./infra/local/testenv -- sh -c 'cd .local/mutants && bad=0; for package in $(MUTATED); do \
		go run $(GREMLINS) unleash --workers 1 --timeout-coefficient 30 $$package >report 2>&1 || bad=1; \
		grep -E "LIVED|ERROR|FAIL" report && bad=1; \
		echo "$$package: $$(grep "^Killed:" report)"; \
		grep -q "^Killed:" report || { bad=1; cat report; }; done; exit $$bad'

model: ## search all states of the posting protocols, with spin
	@$(call programs,The model needs,spin:spin cc:gcc)
	@infra/proof/model/check.sh

PAGOPA_SPEC ?= ../shared/spec/pagopa

conformance-pagopa: conformance-papers ## hold the station against pagoPA's schema, and the papers (PAGOPA_SPEC)
	@$(call need,go,install Go 1.26 or newer)
	@infra/proof/conformance/pagopa/check.sh $(PAGOPA_SPEC)

PDF_TOOLS   := .local/conformance-papers
VERAPDF     := org.verapdf.apps:greenfield-apps:1.28.1
VERAPDF_JAR := $(PDF_TOOLS)/greenfield-apps-1.28.1.jar
VERAPDF_SUM := 916049db6c6335a4a4c624e098499cff152ef523f65693a0d835aec635b6dcbc

conformance-papers: $(VERAPDF_JAR) ## judge every paper by veraPDF (PDF/UA-1) and read its codes
	@$(call need,go,install Go 1.26 or newer)
	@$(call programs,The checks of papers need,pdftotext:poppler-utils zbarimg:zbar-tools dmtxread:dmtx-utils)
	@go run ./infra/proof/conformance/papers -verapdf $(VERAPDF_JAR) -output $(PDF_TOOLS)/papers

$(VERAPDF_JAR):
	@$(call programs,veraPDF needs,java:default-jre-headless mvn:maven)
	@mkdir -p $(PDF_TOOLS)
	@echo "Installing veraPDF …"
	@mvn -q -B dependency:copy -Dartifact=$(VERAPDF) -DoutputDirectory=$(abspath $(PDF_TOOLS)) \
		-Dmdep.useBaseVersion=true
	@echo "$(VERAPDF_SUM)  $@" | $(SHA256) -c >&2 || { rm -f $@; exit 1; }

FILE ?= infra/local/demo/files/comune.csv

identity: ## key, certificates and metadata of a municipality for SPID and CIE (MUNICIPALITY, FILE, PORTAL, KEYS)
	@$(call need,go,install Go 1.26 or newer)
	@go run ./infra/setup/identity -municipality "$(MUNICIPALITY)" -file "$(FILE)" -portal "$(PORTAL)" -keys "$(KEYS)"

SAML_SUITE := .local/conformance-identity/venv

conformance-identity: build tools $(SAML_SUITE)/.installed ## run the official suite for SPID and CIE
	@$(call programs,The official suite needs,openssl:openssl xmlsec1:xmlsec1 xmllint:libxml2-utils)
	@go run ./infra/proof/conformance/identity -venv $(SAML_SUITE)

$(SAML_SUITE)/.installed:
	@$(call need,python3,install Python 3.9 or newer)
	@echo "Installing the official suite …"
	@python3 -c 'import ensurepip' 2>/dev/null || $(call apt,python3-venv) \
	|| { echo "Python lacks venv: install python3-venv" >&2; exit 1; }
	@python3 -m venv $(SAML_SUITE)
	@$(SAML_SUITE)/bin/pip install -q --disable-pip-version-check spid-sp-test==1.2.18
	@touch $@

DEPLOY := .local/conformance-deploy

conformance-deploy: build tools $(DEPLOY)/.installed ## judge the template, and deploy it onto an emulator of AWS
	@$(call programs,The deployment needs,openssl:openssl)
	@$(DEPLOY)/python/bin/python infra/proof/conformance/deploy/check.py $(DEPLOY)

$(DEPLOY)/.installed: $(wildcard infra/proof/conformance/deploy/requirements*.txt)
	@$(call need,python3,install Python 3.10 or newer)
	@echo "Installing the linters and the emulator of AWS …"
	@python3 -c 'import ensurepip' 2>/dev/null || $(call apt,python3-venv) \
	|| { echo "Python lacks venv: install python3-venv" >&2; exit 1; }
	@for one in python checkov; do python3 -m venv $(DEPLOY)/$$one; done
	@$(DEPLOY)/python/bin/pip install -q --disable-pip-version-check \
		-r infra/proof/conformance/deploy/requirements.txt
	@$(DEPLOY)/checkov/bin/pip install -q --disable-pip-version-check \
		-r infra/proof/conformance/deploy/requirements-checkov.txt
	@touch $@

JUDGES := .local/conformance-ui

conformance-ui: build tools browser $(JUDGES)/.installed ## judge every page: accessibility, HTML, keyboard, weight
	@$(call need,java,install Java 17 or newer)
	@node infra/proof/conformance/ui/check.mjs "{\"root\":\"$(CURDIR)\",\"tools\":\"$(CURDIR)/$(TOOLS)\",\
	\"judges\":\"$(CURDIR)/$(JUDGES)\",\"state\":\"$(CURDIR)/$(JUDGES)/state\",\
	\"chromium\":\"$${CHROMIUM:-$$(command -v chromium || command -v google-chrome)}\"}"

$(JUDGES)/.installed: infra/proof/conformance/ui/package.json
	@$(call need,npm,install Node.js 20 or newer)
	@mkdir -p $(JUDGES) && cp $< $(JUDGES)/
	@echo "Installing the judges of pages …"
	@PUPPETEER_SKIP_DOWNLOAD=1 npm install --prefix $(JUDGES) --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

bench: build tools ## measure against the floors (NIGHTS, the pupils of the nights; OFFICE, those of the office)
	@go run ./infra/local/testenv -- go run ./infra/proof/bench -nights $(NIGHTS) -office $(OFFICE)
	@for wrong in 0 50 100; do go run ./infra/local/testenv -- go run ./infra/proof/imports -wrong $$wrong; done

cost: ## what it costs a month, and where a stack of all Comuni would break first
	@go run ./infra/proof/cost

same: ## prove that two builds of the functions give the same bytes
	@first=$$(mktemp -d); second=$$(mktemp -d); trap 'rm -rf "$$first" "$$second"' EXIT; \
		GOOS=linux GOARCH=arm64 $(LAMBDA) -o $$first/ $(addprefix ./functions/,$(FUNCTIONS)); \
		GOOS=linux GOARCH=arm64 $(LAMBDA) -a -o $$second/ $(addprefix ./functions/,$(FUNCTIONS)); \
		diff -r $$first $$second && echo "The same bytes twice. In MB, as they are and zipped:"; \
		for name in $(FUNCTIONS); do \
			echo "$$name $$(wc -c <$$first/$$name) $$(gzip -c $$first/$$name | wc -c)"; done \
		| awk '{ printf "  %-12s %5.1f %5.1f\n", $$1, $$2 / 1e6, $$3 / 1e6 }'

GOMOD_SBOM := github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.10.0

sbom: ## list all that the product is made of, with licences (CycloneDX, .local/sbom.json)
	@$(call need,go,install Go 1.26 or newer)
	@mkdir -p .local
	@go run $(GOMOD_SBOM) mod -std -licenses -json -noserial -notimestamp -type application \
		-output .local/sbom.json 2>.local/sbom.log || { cat .local/sbom.log >&2; exit 1; }
	@go run ./infra/proof/supply -sbom .local/sbom.json

licences: sbom ## the same: fails when a licence is not allowed in a work under the EUPL

GOVULNCHECK := golang.org/x/vuln/cmd/govulncheck@v1.9.0

vulnerabilities: ## known weaknesses that the code reaches (GOVULNDB=file:///folder without network)
	@GOBIN=$(abspath .local/tools) go install $(GOVULNCHECK)
	@.local/tools/govulncheck $(if $(GOVULNDB),-db "$(GOVULNDB)") ./functions/... ./shared/... ./infra/setup/... || { status=$$?; test $$status = 3 && exit 3; \
		echo "The list of weaknesses cannot be read, so that nothing is known. Where there is a network:" >&2; \
		echo "  curl -O https://vuln.go.dev/vulndb.zip && unzip -d vulndb vulndb.zip" >&2; \
		echo "and here: make vulnerabilities GOVULNDB=file://<folder vulndb>" >&2; exit 1; }

check: ## formatting, linters (.golangci.yml), tidiness, rules of the whole tree
	@$(call need,go,install Go 1.26 or newer)
	go run $(LINT) run
	go mod tidy -diff
	go test ./infra/proof/architecture

style: ## rebuild the style sheet from shared/web/style
	@$(call need,npm,install Node.js 20 or newer)
	@cd shared/web/style && npm install --no-audit --no-fund --ignore-scripts --no-package-lock --loglevel=error \
		&& npm run build --silent

package: ## build all functions for AWS (Linux, arm64) under .build
	@mkdir -p .build/.all
	@GOOS=linux GOARCH=arm64 $(LAMBDA) -o .build/.all/ $(addprefix ./functions/,$(FUNCTIONS))
	@for name in $(FUNCTIONS); do \
		mkdir -p .build/$$name; ln -f .build/.all/$$name .build/$$name/bootstrap; done

# From a clone into an AWS account: STACK names the installation, AWS_REGION its region. infra/docs/deploying.md tells
# the whole way. Parameters of the template are said by name (make deploy Stage=prova) or in a file (SETTINGS=file).
STACK ?= servizi-scolastici

doctor: package ## look at tools, account, rights, certificates and DNS, and say what is missing (STACK)
prepare: package ## make secrets, signing key, bucket and certificates, where absent (STACK)
deploy: package ## all of that, then create or update the stack, load, and ask the portal (STACK, Stage, FROM)
domain: ## one more host of the portal, such as another Comune's (STACK, HOST)
undeploy: ## take a trial down, with all that it holds (STACK)

DEPLOYMENTS := doctor prepare deploy domain undeploy
.PHONY: $(DEPLOYMENTS)
$(DEPLOYMENTS): export STACK := $(STACK)
$(DEPLOYMENTS):
	@$(call need,go,install Go 1.26 or newer)
	@go run ./infra/setup/deploy $@

# What an alarm or the office asks for, on the running local stack or, with STACK and AWS_REGION, on one in AWS. Each
# reads its variables from the environment; infra/docs/operations.md says when to use which.
parked: ## receipts that fit no open notice (MUNICIPALITY; REFUNDED or CREDITED=<receipt> settles one)
refused: ## notices that pagoPA's archive refuses (MUNICIPALITY; AGAIN=<notice> publishes one again)
night: ## debit the meals of the last fourteen days, or of DATE
night-report: ## what came of an evening (DATE; MORNING=yes counts it for its alarm)
queues: ## messages that wait, and dead letters
redrive: ## mend dead letters (QUEUE=receipts, notices, meals, messages, imports or runs)
reports: ## what parents reported (MUNICIPALITY, YEAR, AFTER)
restore: ## bring a table back as it was (TABLE=Ledger, AT=<moment>); TAKE=<its name> SURE=<name> puts it into use
load: ## load the office's files, in order (MUNICIPALITY, FROM=<folder or file>)
logins: ## the register's records of a person (MUNICIPALITY, DAY, FISCAL_CODE)
logs: ## a function's log (FUNCTION, TEXT, HOURS)
smoke: ## ask the portal whether it lives: pages, strangers, the start of a login

OPERATIONS := parked refused night night-report queues redrive reports restore load logins logs smoke
.PHONY: $(OPERATIONS)
$(OPERATIONS):
	@go run ./infra/setup/operate $@

# idle keeps the data of a running stack: its lock is in .local, and only where a stack has been.
.PHONY: idle
idle:
	@test ! -e .local/lock || go run ./infra/local -idle

clean: idle ## forget the local state: data, secrets, logs (the installed tools stay)
	rm -rf .local/data .local/secrets .local/log .local/idp .local/cns .local/pagopa .local/screenshots
	rm -f .local/idp-people.json .local/stack.json

distclean: idle ## remove everything that was built or installed
	rm -rf .local .build
