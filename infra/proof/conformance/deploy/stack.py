"""The template as CloudFormation sees it: expanded by SAM, and worked out for given parameters."""

import copy
import logging
import os
import re

os.environ.setdefault("AWS_DEFAULT_REGION", "eu-south-1")

import boto3
import yaml
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import intrinsics_multi_constructor

logging.getLogger("samtranslator.metrics.metrics").setLevel(logging.ERROR)

PSEUDO = {
    "AWS::Region": "eu-south-1",
    "AWS::AccountId": "123456789012",
    "AWS::Partition": "aws",
    "AWS::StackName": "prova",
    "AWS::URLSuffix": "amazonaws.com",
    "AWS::StackId": "arn:aws:cloudformation:eu-south-1:123456789012:stack/prova/7b1c7ef0-0000-4000-8000-123456789012",
}


class NoPolicies:
    """The loader of AWS's managed policies that SAM asks for, without asking AWS."""

    def load(self):
        names = ("AWSLambdaBasicExecutionRole", "AWSLambdaSQSQueueExecutionRole")
        return {name: "arn:aws:iam::aws:policy/service-role/" + name for name in names}


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """SAM's own way to read a template, with the parser in C where there is one: the broken templates are many."""


Loader.add_multi_constructor("!", intrinsics_multi_constructor)


def read(text):
    return yaml.load(text, Loader)


def expand(source, code="code"):
    """Translates SAM's resources. Every function's code is <bucket>/<last part of its CodeUri>.zip."""
    template = copy.deepcopy(source)
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            name = os.path.basename(resource["Properties"]["CodeUri"]).removesuffix(".zip")
            resource["Properties"]["CodeUri"] = f"s3://{code}/{name}.zip"
    session = boto3.session.Session(region_name=PSEUDO["AWS::Region"])
    return Translator(NoPolicies().load(), Parser(), None, session).translate(template, {})


class Wrong(Exception):
    """The template cannot be worked out."""


class Choice:
    """A template with parameters: its conditions decided, and what it refuses."""

    names = frozenset()

    def __init__(self, template, parameters):
        self.template = template
        self.parameters = {
            name: str(about.get("Default", "")) for name, about in template.get("Parameters", {}).items()
        } | parameters
        self.conditions = {}
        for name, expression in template.get("Conditions", {}).items():
            self.conditions[name] = self.holds(expression)

    def holds(self, expression):
        ((function, arguments),) = expression.items()
        match function:
            case "Condition":
                return self.holds(self.template["Conditions"][arguments])
            case "Fn::Equals":
                return self.work_out(arguments[0], "condition") == self.work_out(arguments[1], "condition")
            case "Fn::Not":
                return not self.holds(arguments[0])
            case "Fn::And":
                return all(self.holds(one) for one in arguments)
            case "Fn::Or":
                return any(self.holds(one) for one in arguments)
        raise Wrong(f"condition {function}")

    def refused(self):
        """What the patterns of parameters and the rules refuse."""
        why = []
        for name, about in self.template["Parameters"].items():
            value = self.parameters[name]
            if "AllowedValues" in about and value not in map(str, about["AllowedValues"]):
                why.append(f"{name} is none of {about['AllowedValues']}")
            if "AllowedPattern" in about and not re.fullmatch(about["AllowedPattern"], value):
                why.append(f"{name} {about['ConstraintDescription']}")
        for rule in self.template.get("Rules", {}).values():
            if "RuleCondition" not in rule or self.holds(rule["RuleCondition"]):
                why += [a["AssertDescription"] for a in rule["Assertions"] if not self.holds(a["Assert"])]
        return why

    def work_out(self, node, where):
        if isinstance(node, list):
            return [value for one in node if (value := self.work_out(one, where)) is not Nothing]
        if not isinstance(node, dict):
            return node
        if len(node) == 1:
            ((function, arguments),) = node.items()
            if function == "Ref":
                return self.reference(arguments, where)
            if function == "Fn::GetAtt":
                parts = arguments if isinstance(arguments, list) else arguments.split(".", 1)
                self.known(parts[0], where)
                return {"Fn::GetAtt": list(parts)}
            if function == "Fn::If":
                return self.work_out(arguments[1 if self.conditions[arguments[0]] else 2], where)
            if function == "Fn::FindInMap":
                keys = [self.work_out(key, where) for key in arguments]
                try:
                    return self.template["Mappings"][keys[0]][keys[1]][keys[2]]
                except KeyError:
                    raise Wrong(f"{where}: no mapping has {keys}") from None
            if function == "Fn::Sub":
                return self.substitute(arguments, where)
            if function == "Fn::Split":
                text = self.work_out(arguments[1], where)
                return text.split(arguments[0])
            if function == "Fn::Select":
                return self.work_out(arguments[1], where)[int(arguments[0])]
            if function == "Fn::Join":
                return arguments[0].join(map(str, self.work_out(arguments[1], where)))
        return {k: value for k, one in node.items() if (value := self.work_out(one, where)) is not Nothing}

    def reference(self, name, where):
        if name == "AWS::NoValue":
            return Nothing
        for known in (PSEUDO, self.parameters):
            if name in known:
                return known[name]
        self.known(name, where)
        return {"Ref": name}

    def known(self, name, where):
        if name not in self.names:
            raise Wrong(f"{where} refers to {name}, which is not there with these parameters")

    def substitute(self, arguments, where):
        text, own = (arguments, {}) if isinstance(arguments, str) else arguments

        def value(match):
            name = match[1]
            if name in own:
                return str(self.work_out(own[name], where))
            if "." in name:
                self.known(name.split(".")[0], where)
                return "<" + name + ">"
            found = self.reference(name, where)
            return "<" + name + ">" if isinstance(found, dict) else found

        return re.sub(r"\$\{([^!}]+)\}", value, text)


class Stack(Choice):
    """What is made of an expanded template: references to parameters and mappings replaced.

    References to resources stay as {"Ref": name} and {"Fn::GetAtt": [name, attribute]}.
    """

    def __init__(self, template, parameters):
        super().__init__(template, parameters)
        there = {n: r for n, r in template["Resources"].items() if self.conditions.get(r.get("Condition"), True)}
        self.names = set(there)
        self.resources = {name: self.work_out(resource, name) for name, resource in there.items()}
        self.outputs = {
            name: self.work_out(output, "output " + name)["Value"]
            for name, output in template.get("Outputs", {}).items()
            if self.conditions.get(output.get("Condition"), True)
        }

    def of(self, kind):
        """The properties of all resources of a type, by name."""
        return {n: r.get("Properties", {}) for n, r in self.resources.items() if r["Type"] == kind}


class Nothing:
    """What AWS::NoValue stands for."""


def target(value):
    """The resource that a Ref or GetAtt names, else None."""
    if isinstance(value, dict):
        if "Ref" in value:
            return value["Ref"]
        if "Fn::GetAtt" in value:
            return value["Fn::GetAtt"][0]
    return None
