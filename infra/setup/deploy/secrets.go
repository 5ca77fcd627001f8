package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	dynamotypes "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	kmstypes "github.com/aws/aws-sdk-go-v2/service/kms/types"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"
)

// tag marks what belongs to an installation, with its name.
const tag = "servizi-scolastici"

// stageTag marks the stack with the stage that it is meant for.
const stageTag = tag + "-stage"

// peopleKeyBytes is the length of the key that turns fiscal codes into ids.
const peopleKeyBytes = 32

// pagopaKeys are the secrets that pagoPA gives, by the setting that brings each.
func pagopaKeys() map[string]string {
	return map[string]string{"CHECKOUT_KEY": "checkout-key", "ACA_KEY": "aca-key"}
}

func (d deployment) parameterName(secret string) string { return "/" + d.stackName() + "/" + secret }

// secrets makes the people key and stores pagoPA's keys, those that are absent: none is ever overwritten.
func (d deployment) secrets(ctx context.Context, withPagopa bool) error {
	there, err := d.hasSecret(ctx, "people-key")
	if err != nil {
		return err
	}
	if !there {
		if err := d.makePeopleKey(ctx); err != nil {
			return err
		}
	}
	if !withPagopa {
		return nil
	}
	for setting, name := range pagopaKeys() {
		there, err := d.hasSecret(ctx, name)
		if err != nil {
			return err
		}
		if there {
			continue
		}
		value := d.setting(setting)
		if value == "" && d.keyboard != nil {
			if value, err = d.keyboard.secret("pagoPA's API key for " + strings.TrimSuffix(name, "-key")); err != nil {
				return err
			}
		}
		if value == "" {
			return fmt.Errorf("%s is missing: say %s=…, pagoPA's API key; or leave CheckoutUrl empty for now",
				d.parameterName(name), setting)
		}
		if err := d.putSecret(ctx, name, value); err != nil {
			return err
		}
	}
	return nil
}

// The secrets that hold a key of each Comune: for App IO, and of the clients at the Comuni's own providers.
const (
	ioKeys   = "io-keys"
	oidcKeys = "oidc-keys"
)

// wantKeys refuses a stack without a secret whose function would not start then.
func (d deployment) wantKeys(ctx context.Context, secret, form, without string) error {
	there, err := d.hasSecret(ctx, secret)
	if err == nil && !there {
		err = fmt.Errorf("%s is missing: say `aws ssm put-parameter --type SecureString --name %[1]s --value "+
			"\"%s\"`, or %s for now", d.parameterName(secret), form, without)
	}
	return err
}

// makePeopleKey makes the key that turns fiscal codes into ids, unless there are tables whose ids come from another.
func (d deployment) makePeopleKey(ctx context.Context) error {
	config, err := d.AWS("DYNAMODB")
	if err != nil {
		return err
	}
	table := d.stackName() + "-core"
	_, err = dynamodb.NewFromConfig(config).DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &table})
	var absent *dynamotypes.ResourceNotFoundException
	switch {
	case err == nil:
		return fmt.Errorf("%s is gone, but the table %s is there, and only that key finds the parents in it: put back the "+
			"copy that was kept (aws ssm put-parameter --type SecureString --name %[1]s --value …)",
			d.parameterName("people-key"), table)
	case !errors.As(err, &absent):
		return fmt.Errorf("table %s: %w", table, err)
	}
	key := make([]byte, peopleKeyBytes)
	_, _ = rand.Read(key) // never fails
	if err := d.putSecret(ctx, "people-key", base64.StdEncoding.EncodeToString(key)); err != nil {
		return err
	}
	d.say("      It never changes. Keep a copy in a safe place, without which no parent is found again:\n"+
		"      aws ssm get-parameter --with-decryption --query Parameter.Value --output text --name %s",
		d.parameterName("people-key"))
	return nil
}

func (d deployment) ssm() (*ssm.Client, error) {
	config, err := d.AWS("SSM")
	return ssm.NewFromConfig(config), err
}

// hasSecret reports whether a secret is there, without reading it.
func (d deployment) hasSecret(ctx context.Context, secret string) (bool, error) {
	client, err := d.ssm()
	if err != nil {
		return false, err
	}
	name := d.parameterName(secret)
	_, err = client.GetParameter(ctx, &ssm.GetParameterInput{Name: &name})
	var absent *types.ParameterNotFound
	if errors.As(err, &absent) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("secret %s: %w", name, err)
	}
	d.say("  ok  secret %s", name)
	return true, nil
}

func (d deployment) putSecret(ctx context.Context, secret, value string) error {
	client, err := d.ssm()
	if err != nil {
		return err
	}
	name := d.parameterName(secret)
	_, err = client.PutParameter(ctx, &ssm.PutParameterInput{
		Name: &name, Value: &value, Type: types.ParameterTypeSecureString, Overwrite: aws.Bool(false),
	})
	if err != nil {
		return fmt.Errorf("secret %s: %w", name, err)
	}
	d.say("  ok  secret %s, new", name)
	return nil
}

func (d deployment) keyAlias() string { return "alias/" + d.stackName() + "-identity" }

// signingKeys makes the first key that signs for SPID and CIE, and refuses others that are not there.
func (d deployment) signingKeys(ctx context.Context, list string) error {
	config, err := d.AWS("KMS")
	if err != nil {
		return err
	}
	client := kms.NewFromConfig(config)
	for one := range strings.FieldsSeq(list) {
		alias, _, _ := strings.Cut(one, "@")
		answer, err := client.DescribeKey(ctx, &kms.DescribeKeyInput{KeyId: &alias})
		var absent *kmstypes.NotFoundException
		switch {
		case errors.As(err, &absent) && alias == d.keyAlias():
			if err := d.makeKey(ctx, client); err != nil {
				return err
			}
			continue
		case err != nil:
			return fmt.Errorf("key %s: %w", alias, err)
		case answer.KeyMetadata.KeyState != kmstypes.KeyStateEnabled:
			return fmt.Errorf("key %s is %s: enable it, or cancel its deletion (aws kms cancel-key-deletion)", alias,
				answer.KeyMetadata.KeyState)
		case answer.KeyMetadata.KeyUsage != kmstypes.KeyUsageTypeSignVerify ||
			!strings.HasPrefix(string(answer.KeyMetadata.KeySpec), "RSA_"):
			return fmt.Errorf("key %s has to be an RSA key that signs, as AgID wants", alias)
		}
		d.say("  ok  key %s", alias)
	}
	return nil
}

func (d deployment) makeKey(ctx context.Context, client *kms.Client) error {
	made, err := client.CreateKey(ctx, &kms.CreateKeyInput{
		KeySpec: kmstypes.KeySpecRsa3072, KeyUsage: kmstypes.KeyUsageTypeSignVerify,
		Description: aws.String("Signs for SPID and CIE"),
		Tags:        []kmstypes.Tag{{TagKey: aws.String(tag), TagValue: aws.String(d.stackName())}},
	})
	if err != nil {
		return fmt.Errorf("key %s: %w", d.keyAlias(), err)
	}
	if _, err := client.CreateAlias(ctx, &kms.CreateAliasInput{
		AliasName: aws.String(d.keyAlias()), TargetKeyId: made.KeyMetadata.KeyId,
	}); err != nil {
		return fmt.Errorf("key %s: %w", d.keyAlias(), err)
	}
	d.say("  ok  key %s, new", d.keyAlias())
	return nil
}
