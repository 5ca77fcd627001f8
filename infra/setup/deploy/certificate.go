package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/acm"
	"github.com/aws/aws-sdk-go-v2/service/acm/types"
)

func (d deployment) acm() (*acm.Client, error) {
	config, err := d.AWS("ACM")
	return acm.NewFromConfig(config), err
}

// certificate returns the issued certificate of a host. The error says what has to be done until there is one.
func (d deployment) certificate(ctx context.Context, host string, exact bool) (string, error) {
	found, err := d.certificateOf(ctx, host, exact)
	if err != nil {
		return "", err
	}
	if found == nil {
		return "", fmt.Errorf("%s has no certificate in Certificate Manager yet: make prepare asks for it", host)
	}
	if found.Status != types.CertificateStatusIssued {
		return "", fmt.Errorf("the certificate of %s is %s: set %s and wait until it is issued", host, found.Status,
			strings.Join(records(found), ", "))
	}
	return aws.ToString(found.CertificateArn), nil
}

// certificateOf finds a host's certificate, one that is issued before one that is asked for, nil when there is none.
func (d deployment) certificateOf(ctx context.Context, host string, exact bool) (*types.CertificateDetail, error) {
	client, err := d.acm()
	if err != nil {
		return nil, err
	}
	var best *types.CertificateDetail
	pages := acm.NewListCertificatesPaginator(client, &acm.ListCertificatesInput{
		CertificateStatuses: []types.CertificateStatus{types.CertificateStatusIssued, types.CertificateStatusPendingValidation},
		Includes:            &types.Filters{KeyTypes: types.KeyAlgorithm("").Values()}, // else only short RSA keys
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("certificates of AWS: %w", err)
		}
		for _, summary := range page.CertificateSummaryList {
			if !covers(summary, host, exact) {
				continue
			}
			answer, err := client.DescribeCertificate(ctx, &acm.DescribeCertificateInput{
				CertificateArn: summary.CertificateArn,
			})
			if err != nil {
				return nil, fmt.Errorf("certificates of AWS: %w", err)
			}
			if best == nil || best.Status != types.CertificateStatusIssued {
				best = answer.Certificate
			}
		}
	}
	return best, nil
}

// covers reports whether a certificate is for a host: its own name, or all of its domain. Exact ones have no other
// name first: pagoPA wants the station's as the CN.
func covers(certificate types.CertificateSummary, host string, exact bool) bool {
	if exact {
		return aws.ToString(certificate.DomainName) == host
	}
	_, domain, _ := strings.Cut(host, ".")
	for _, name := range append(certificate.SubjectAlternativeNameSummaries, aws.ToString(certificate.DomainName)) {
		if name == host || name == "*."+domain {
			return true
		}
	}
	return false
}

// records are the DNS records that prove whose the host is.
func records(certificate *types.CertificateDetail) []string {
	var all []string
	for _, option := range certificate.DomainValidationOptions {
		if r := option.ResourceRecord; r != nil {
			all = append(all, fmt.Sprintf("the DNS record %s %s %s", aws.ToString(r.Name), r.Type, aws.ToString(r.Value)))
		}
	}
	if len(all) == 0 {
		all = append(all, "the DNS record that Certificate Manager shows in a minute (make prepare)")
	}
	return all
}

// wish asks for a host's certificate unless that was done already, and says which DNS record it waits for.
func (d deployment) wish(ctx context.Context, host string, exact bool) error {
	found, err := d.certificateOf(ctx, host, exact)
	if err != nil {
		return err
	}
	if found == nil {
		client, err := d.acm()
		if err != nil {
			return err
		}
		made, err := client.RequestCertificate(ctx, &acm.RequestCertificateInput{
			DomainName: &host, ValidationMethod: types.ValidationMethodDns, Tags: []types.Tag{
				{Key: aws.String(tag), Value: aws.String(d.stackName())}},
		})
		if err != nil {
			return fmt.Errorf("certificate of %s: %w", host, err)
		}
		answer, err := client.DescribeCertificate(ctx, &acm.DescribeCertificateInput{CertificateArn: made.CertificateArn})
		if err != nil {
			return err
		}
		found = answer.Certificate
	}
	if found.Status == types.CertificateStatusIssued {
		d.say("  ok  certificate of %s", host)
		return nil
	}
	d.say("  …   the certificate of %s is asked for, and issued once you set %s", host,
		strings.Join(records(found), ", "))
	return nil
}
