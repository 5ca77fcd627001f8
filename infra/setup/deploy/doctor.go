package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/acm/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"serviziscolastici/infra/setup/parameters"
)

// errUnwell says that doctor has named what is missing.
var errUnwell = errors.New("mend what is marked with no, then say the same again")

// doctor looks at tools, account and region, and at what the parameters that are known so far want, and says what is
// missing and how to mend it. It changes nothing.
func (d deployment) doctor(ctx context.Context) error {
	_, err := d.examine(ctx)
	return err
}

// finding is what one look says: good, missing ("" mends nothing), or not to be known.
type finding struct {
	what, mend string
	unknown    bool
}

// account is the caller's.
type account struct{ id, arn string }

// examine returns whose account it is.
func (d deployment) examine(ctx context.Context) (account, error) {
	d.say("Looking at the tools and the account")
	caller, mend := d.caller(ctx)
	findings := []finding{{what: "functions are built", mend: d.built()}, {what: "credentials and region", mend: mend}}
	if mend == "" {
		findings[1].what = "credentials of account " + caller.id + " in " + d.setting("AWS_REGION")
		findings = append(findings, d.time(), d.rights(ctx, caller), d.quota(ctx))
		findings = append(findings, d.hosts(ctx)...)
	}
	unwell := false
	for _, one := range findings {
		switch {
		case one.mend == "":
			d.say("  ok  %s", one.what)
		case one.unknown:
			d.say("  ?   %s: %s", one.what, one.mend)
		default:
			unwell = true
			d.say("  no  %s: %s", one.what, one.mend)
		}
	}
	if unwell {
		return caller, errUnwell
	}
	return caller, nil
}

func (d deployment) built() string {
	if _, err := os.Stat(filepath.Join(d.build, "home", "bootstrap")); err != nil {
		return "make package builds them"
	}
	return ""
}

// caller tells whose credentials there are, or what is wrong with them or with the region: a region that was never
// enabled does not know credentials that are good elsewhere.
func (d deployment) caller(ctx context.Context) (account, string) {
	const credentials = "put credentials into the environment, such as by " +
		"`eval \"$(aws configure export-credentials --format env)\"`"
	config, err := d.AWS("STS")
	if err != nil {
		return account{}, credentials
	}
	who, err := sts.NewFromConfig(config).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err == nil {
		return account{aws.ToString(who.Account), aws.ToString(who.Arn)}, ""
	}
	config.Region = "us-east-1"
	if _, elsewhere := sts.NewFromConfig(config).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{}); elsewhere == nil {
		return account{}, fmt.Sprintf("the account has not enabled the region %[1]s: `aws account enable-region "+
			"--region-name %[1]s`, or in the console under Account, then wait some minutes (%[2]v)",
			d.setting("AWS_REGION"), err)
	}
	return account{}, fmt.Sprintf("AWS does not know them: %s (%v)", credentials, err)
}

// time warns of credentials that end while CloudFormation works.
func (d deployment) time() finding {
	what := "credentials last long enough"
	until, err := time.Parse(time.RFC3339, d.setting("AWS_CREDENTIAL_EXPIRATION"))
	if err == nil && until.Sub(d.now()) < 30*time.Minute {
		return finding{what: what, mend: "they end at " + until.Local().Format(time.TimeOnly) + ": take new ones"}
	}
	return finding{what: what}
}

// needed are the rights that a deployment uses, one for each kind of thing that it makes. Who has these has the others
// of their kind, as a rule.
func needed() []string {
	return []string{
		"acm:RequestCertificate", "apigateway:POST", "backup:CreateBackupPlan", "backup:CreateBackupVault",
		"cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet",
		"cloudformation:UpdateTerminationProtection", "cloudwatch:PutDashboard", "cloudwatch:PutMetricAlarm",
		"dynamodb:CreateTable", "iam:CreatePolicy", "iam:CreateRole", "iam:PassRole", "iam:PutRolePolicy",
		"kms:CreateAlias", "kms:CreateKey", "lambda:CreateFunction", "lambda:InvokeFunction",
		"lambda:PutFunctionConcurrency", "logs:CreateLogDelivery", "logs:CreateLogGroup", "logs:PutMetricFilter",
		"logs:PutQueryDefinition", "s3:CreateBucket", "s3:PutObject", "scheduler:CreateSchedule",
		"ses:CreateConfigurationSet", "sns:CreateTopic", "sqs:CreateQueue", "ssm:PutParameter",
	}
}

// rights asks IAM whether the caller has what a deployment needs.
func (d deployment) rights(ctx context.Context, caller account) finding {
	found := finding{what: "rights to deploy", unknown: true}
	config, err := d.AWS("IAM")
	if err != nil {
		found.mend = err.Error()
		return found
	}
	client := iam.NewFromConfig(config)
	if strings.HasSuffix(caller.arn, ":root") {
		found.mend = "you work as the account's root: make a role with AdministratorAccess and use that"
		return found
	}
	source := caller.arn
	if _, role, assumed := strings.Cut(caller.arn, ":assumed-role/"); assumed {
		name, _, _ := strings.Cut(role, "/")
		answer, err := client.GetRole(ctx, &iam.GetRoleInput{RoleName: &name})
		if err != nil {
			found.mend = fmt.Sprintf("cannot be looked up (%v); needed are %s", err, strings.Join(needed(), " "))
			return found
		}
		source = aws.ToString(answer.Role.Arn)
	}
	answer, err := client.SimulatePrincipalPolicy(ctx, &iam.SimulatePrincipalPolicyInput{
		PolicySourceArn: &source, ActionNames: needed(),
	})
	if err != nil {
		found.mend = fmt.Sprintf("cannot be looked up (%v); needed are %s", err, strings.Join(needed(), " "))
		return found
	}
	var lacking []string
	for _, one := range answer.EvaluationResults {
		if one.EvalDecision != iamtypes.PolicyEvaluationDecisionTypeAllowed {
			lacking = append(lacking, aws.ToString(one.EvalActionName))
		}
	}
	if len(lacking) == 0 {
		return finding{what: found.what}
	}
	return finding{what: found.what, mend: "lacking are " + strings.Join(lacking, " ") + ": have them given to " + source}
}

// places is how many functions the account may run at once.
func (d deployment) places(ctx context.Context) (int, error) {
	config, err := d.AWS("LAMBDA")
	if err != nil {
		return 0, err
	}
	answer, err := lambda.NewFromConfig(config).GetAccountSettings(ctx, &lambda.GetAccountSettingsInput{})
	if err != nil {
		return 0, fmt.Errorf("the account's settings of Lambda: %w", err)
	}
	if answer.AccountLimit == nil {
		return 0, nil
	}
	return int(answer.AccountLimit.ConcurrentExecutions), nil
}

func (d deployment) quota(ctx context.Context) finding {
	found := finding{what: "functions at once", unknown: true}
	places, err := d.places(ctx)
	switch {
	case err != nil:
		found.mend = err.Error()
	case places < 1000:
		found.mend = fmt.Sprintf("the account may run %d, which does for a trial. Before citizens come ask for 1000 "+
			"(Service Quotas, Lambda, concurrent executions)", places)
	default:
		return finding{what: fmt.Sprintf("%d functions at once", places)}
	}
	return found
}

// hosts looks at the certificate and the DNS record of every host that is known so far.
func (d deployment) hosts(ctx context.Context) []finding {
	form, err := parameters.ReadFile(d.template)
	if err != nil {
		return []finding{{what: "template", mend: err.Error()}}
	}
	stack, err := d.stack(d.stackName())
	if err != nil {
		return []finding{{what: "stack", mend: err.Error()}}
	}
	state, err := stack.State(ctx)
	if err != nil {
		return []finding{{what: "stack " + d.stackName(), mend: err.Error()}}
	}
	unasked := d
	unasked.keyboard = nil
	values, err := unasked.answers(form, deployed(state))
	if err != nil {
		return []finding{{what: "settings", mend: err.Error()}}
	}
	var findings []finding
	for host, parameter := range doors(values) {
		findings = append(findings, d.certified(ctx, host, parameter == stationCertificate))
		output := strings.TrimSuffix(parameter, "Certificate") + "Target"
		if target := state.Outputs[output]; target != "" {
			findings = append(findings, pointed(ctx, host, target))
		}
	}
	return findings
}

func (d deployment) certified(ctx context.Context, host string, exact bool) finding {
	what := "certificate of " + host
	found, err := d.certificateOf(ctx, host, exact)
	switch {
	case err != nil:
		return finding{what: what, mend: err.Error()}
	case found == nil:
		return finding{what: what, mend: "there is none yet: make prepare asks for it", unknown: true}
	case found.Status != types.CertificateStatusIssued:
		return finding{what: what, mend: "not issued yet: set " + strings.Join(records(found), ", "), unknown: true}
	}
	return finding{what: what}
}

// pointed looks whether a host's DNS record leads where it has to.
func pointed(ctx context.Context, host, target string) finding {
	found := finding{what: "DNS record of " + host, unknown: true}
	name, err := net.DefaultResolver.LookupCNAME(ctx, host)
	if err != nil || !strings.EqualFold(strings.TrimSuffix(name, "."), target) {
		found.mend = fmt.Sprintf("set %s CNAME %s", host, target)
		return found
	}
	return finding{what: found.what}
}
