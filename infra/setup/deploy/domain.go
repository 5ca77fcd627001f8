package main

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"strings"

	"serviziscolastici/infra/setup/cloud"
	"serviziscolastici/infra/setup/parameters"
)

// domainStack is the name of the stack of one more host.
func (d deployment) domainStack(host string) string {
	return d.stackName() + "-host-" + strings.ReplaceAll(host, ".", "-")
}

// domain gives the running portal one more host (HOST), such as that of another Comune: its certificate first, then,
// once that is issued, the host itself, in a stack of its own.
func (d deployment) domain(ctx context.Context) error {
	template, err := os.ReadFile(d.domainTemplate)
	if err != nil {
		return err
	}
	form, err := parameters.Read(template)
	if err != nil {
		return err
	}
	host := d.setting("HOST")
	if err := form.Parameters[0].Check(host); err != nil {
		return err
	}
	portal, err := d.stack(d.stackName())
	if err != nil {
		return err
	}
	state, err := portal.State(ctx)
	if err != nil {
		return err
	}
	api := regexp.MustCompile(`^https://([a-z0-9]+)\.execute-api\.`).FindStringSubmatch(state.Outputs["PortalApiUrl"])
	if api == nil {
		return fmt.Errorf("there is no portal %s yet: make deploy", d.stackName())
	}
	if err := d.wish(ctx, host, false); err != nil {
		return err
	}
	certificate, err := d.certificate(ctx, host, false)
	if err != nil {
		return err
	}
	values := map[string]string{"Host": host, "Certificate": certificate, "Api": api[1]}
	if err := form.Check(values); err != nil {
		return err
	}
	stack, err := d.stack(d.domainStack(host))
	if err != nil {
		return err
	}
	made, err := stack.Deploy(ctx, cloud.Wanted{
		TemplateBody: string(template), Parameters: values, Tags: map[string]string{tag: d.stackName()},
	})
	if err != nil {
		return err
	}
	d.say("DNS record to set: %s CNAME %s", host, made.Outputs["Target"])
	d.say("Then load the Comune whose domini has this host: make load MUNICIPALITY=… FROM=folder")
	d.say("and register it: make identity MUNICIPALITY=… FILE=comune.csv PORTAL=https://%s KEYS=\"%s\"", host,
		state.Parameters["SigningKeys"])
	return nil
}
