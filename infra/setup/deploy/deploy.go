package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"serviziscolastici/infra/setup/cloud"
	"serviziscolastici/infra/setup/parameters"
	"serviziscolastici/infra/setup/place"
	"serviziscolastici/infra/setup/smoke"
)

// plan is what a deployment has found out before it changes anything in the stack.
type plan struct {
	form    parameters.Form
	values  map[string]string
	present cloud.State
	stack   cloud.Stack
	bucket  bucket
	load    func(context.Context, place.Place) error // nil when there is nothing to load
}

// prepare makes what the stack expects, where it is absent: secrets, the signing key, the bucket of the code, and a
// certificate for every host. It overwrites nothing.
func (d deployment) prepare(ctx context.Context) error {
	p, err := d.prepared(ctx)
	if err != nil {
		return err
	}
	for host, parameter := range doors(p.values) {
		if err := d.wish(ctx, host, parameter == stationCertificate); err != nil {
			return err
		}
	}
	d.say("Next: make deploy")
	return nil
}

func (d deployment) prepared(ctx context.Context) (plan, error) {
	caller, err := d.examine(ctx)
	if err != nil {
		return plan{}, err
	}
	p := plan{}
	if p.form, err = parameters.ReadFile(d.template); err != nil {
		return p, err
	}
	if p.stack, err = d.stack(d.stackName()); err != nil {
		return p, err
	}
	if p.present, err = p.stack.State(ctx); err != nil {
		return p, err
	}
	if p.values, err = d.answers(p.form, deployed(p.present)); err != nil {
		return p, err
	}
	if p.values["Stage"] == "" {
		return p, fmt.Errorf("say Stage=%s for a trial, or Stage=%s for citizens", trial, production)
	}
	if err := check(p.form, p.values); err != nil {
		return p, fmt.Errorf("nothing was made:\n%w", err)
	}
	if p.load, err = d.office(p.values["Stage"]); err != nil {
		return p, err
	}
	d.say("Looking at what the stack expects, and making what is absent")
	if err := d.secrets(ctx, p.values["CheckoutUrl"] != ""); err != nil {
		return p, err
	}
	if p.values["IoUrl"] != "" {
		if err := d.wantKeys(ctx, ioKeys, "c_h501=KEY", "leave IoUrl empty"); err != nil {
			return p, err
		}
	}
	if p.values["OidcKeys"] == "presenti" {
		if err := d.wantKeys(ctx, oidcKeys, "c_h501=SECRET", "leave OidcKeys at assenti"); err != nil {
			return p, err
		}
	}
	keys := p.values["SigningKeys"]
	if keys == "" {
		keys = d.keyAlias()
	}
	if err := d.signingKeys(ctx, keys); err != nil {
		return p, err
	}
	if p.bucket, err = d.openBucket(ctx, caller.id); err != nil {
		return p, err
	}
	return p, d.authorities(ctx, p.bucket, p.values)
}

// deploy takes the installation to what the template and the values say, loads a municipality and asks the portal
// whether it lives.
func (d deployment) deploy(ctx context.Context) error {
	p, err := d.prepared(ctx)
	if err != nil {
		return err
	}
	if err := d.complete(ctx, p.values, p.present); err != nil {
		return err
	}
	if err := p.form.Check(shown(p.values)); err != nil {
		return fmt.Errorf("nothing was changed:\n%w", err)
	}
	d.say("Deploying %s, %s", d.stackName(), p.values["Stage"])
	state, err := d.roll(ctx, p)
	if err != nil {
		return err
	}
	if d.Place, err = place.Installed(ctx, d.stackName(), ""); err != nil {
		return err
	}
	if p.load != nil {
		if err := p.load(ctx, d.Place); err != nil {
			return err
		}
	}
	return d.finish(ctx, state, p.values)
}

// roll deploys once, or twice: a first deployment that fails could not clean up behind itself if it protected its
// tables at once.
func (d deployment) roll(ctx context.Context, p plan) (cloud.State, error) {
	url, err := d.packed(ctx, p.bucket)
	if err != nil {
		return cloud.State{}, err
	}
	wanted := cloud.Wanted{
		TemplateURL: url, Parameters: p.values, Agree: d.agree,
		Tags: map[string]string{tag: d.stackName(), stageTag: p.values["Stage"]},
	}
	protected := p.values["Protection"] == "attiva"
	if protected && !p.present.Exists() {
		first := wanted
		first.Parameters = maps.Clone(p.values)
		first.Parameters["Stage"], first.Parameters["Protection"] = trial, "spenta"
		if _, err := p.stack.Deploy(ctx, first); err != nil {
			return cloud.State{}, err
		}
		d.say("  the stack is there; now its tables are protected")
		wanted.Agree = nil
	}
	state, err := p.stack.Deploy(ctx, wanted)
	if err != nil {
		return state, err
	}
	return state, p.stack.Protect(ctx, protected)
}

// agree shows the changes and asks, if somebody is there.
func (d deployment) agree(changes []string) error {
	d.say("  %d changes", len(changes))
	if d.keyboard == nil {
		return nil
	}
	for _, change := range changes {
		d.say("    %s", change)
	}
	return d.keyboard.agree("Deploy this?")
}

// finish tells what there is now and what is still to do, and asks the portal whether it lives.
func (d deployment) finish(ctx context.Context, state cloud.State, values map[string]string) error {
	portal := smoke.Of(d.Name)
	d.say("Deployed. The portal is at %s", portal.URL)
	if without := strings.Join(strings.Fields(d.Name("DoesWithout")), ", "); without != "" {
		d.say("It does without %s: say the parameters of what it should have, and make deploy again", without)
	}
	for _, name := range slices.Sorted(maps.Keys(state.Outputs)) {
		parameter := strings.TrimSuffix(name, "Target") + "Certificate"
		for host, door := range doors(values) {
			if door == parameter && strings.HasSuffix(name, "Target") {
				d.say("DNS record to set: %s CNAME %s", host, state.Outputs[name])
			}
		}
	}
	if station := d.Name("StationUrl"); station != "" {
		d.say("Address to give to pagoPA: %s", station)
	}
	d.say("Metadata to register: make identity MUNICIPALITY=… FILE=comune.csv PORTAL=%s KEYS=\"%s\"", portal.URL,
		values["SigningKeys"])
	if d.setting("SMOKE") == "off" {
		return nil
	}
	d.say("Asking the portal")
	return portal.Check(ctx, d.say)
}
