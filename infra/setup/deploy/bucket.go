package main

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// bucket is where the installation's code, templates and lists of authorities are, each under the digest of its
// content: what is there is never changed, and what changes has another address, by which CloudFormation sees it.
type bucket struct {
	client        *s3.Client
	name, account string
	region        string
	elsewhere     bool // not on AWS
}

// s3Client is one of AWS, or of an emulator, which knows no host for each bucket.
func s3Client(config aws.Config) *s3.Client {
	return s3.NewFromConfig(config, func(o *s3.Options) { o.UsePathStyle = config.BaseEndpoint != nil })
}

// openBucket makes the bucket unless it is there. Nobody outside the account can read it.
func (d deployment) openBucket(ctx context.Context, account string) (bucket, error) {
	config, err := d.AWS("S3")
	if err != nil {
		return bucket{}, err
	}
	b := bucket{
		client: s3Client(config),
		name:   fmt.Sprintf("%s-%s-%s", d.stackName(), account, config.Region), account: account, region: config.Region,
		elsewhere: config.BaseEndpoint != nil,
	}
	_, err = b.client.HeadBucket(ctx, &s3.HeadBucketInput{Bucket: &b.name, ExpectedBucketOwner: &account})
	switch {
	case err == nil:
		d.say("  ok  bucket %s", b.name)
		return b, nil
	case status(err) != http.StatusNotFound:
		return b, fmt.Errorf("bucket %s: %w", b.name, err)
	}
	input := &s3.CreateBucketInput{Bucket: &b.name}
	if b.region != "us-east-1" {
		input.CreateBucketConfiguration = &types.CreateBucketConfiguration{
			LocationConstraint: types.BucketLocationConstraint(b.region),
		}
	}
	if _, err := b.client.CreateBucket(ctx, input); err != nil {
		return b, fmt.Errorf("bucket %s: %w", b.name, err)
	}
	_, err = b.client.PutPublicAccessBlock(ctx, &s3.PutPublicAccessBlockInput{
		Bucket: &b.name, PublicAccessBlockConfiguration: &types.PublicAccessBlockConfiguration{
			BlockPublicAcls: aws.Bool(true), BlockPublicPolicy: aws.Bool(true),
			IgnorePublicAcls: aws.Bool(true), RestrictPublicBuckets: aws.Bool(true),
		},
	})
	if err != nil {
		return b, fmt.Errorf("bucket %s: %w", b.name, err)
	}
	d.say("  ok  bucket %s, new", b.name)
	return b, nil
}

// status is the HTTP status of AWS's answer, 0 when there was none.
func status(err error) int {
	var response *awshttp.ResponseError
	if errors.As(err, &response) {
		return response.HTTPStatusCode()
	}
	return 0
}

// put stores content under its digest, unless it is there, and returns its key.
func (b bucket) put(ctx context.Context, folder, name string, content []byte) (string, error) {
	digest := sha256.Sum256(content)
	key := fmt.Sprintf("%s/%s-%s", folder, hex.EncodeToString(digest[:16]), name)
	_, err := b.client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &b.name, Key: &key, ExpectedBucketOwner: &b.account})
	if err == nil {
		return key, nil
	}
	if status(err) != http.StatusNotFound {
		return "", fmt.Errorf("%s in %s: %w", key, b.name, err)
	}
	_, err = b.client.PutObject(ctx, &s3.PutObjectInput{
		Bucket: &b.name, Key: &key, Body: bytes.NewReader(content), ExpectedBucketOwner: &b.account,
	})
	return key, err
}

// url is the address by which CloudFormation reads an object.
func (b bucket) url(key string) string {
	if b.elsewhere {
		return aws.ToString(b.client.Options().BaseEndpoint) + "/" + b.name + "/" + key
	}
	return fmt.Sprintf("https://%s.s3.%s.amazonaws.com/%s", b.name, b.region, key)
}

// packed uploads the built functions and the template that names them, and returns the template's address.
func (d deployment) packed(ctx context.Context, b bucket) (string, error) {
	content, err := os.ReadFile(d.template)
	if err != nil {
		return "", err
	}
	// SAM's command line does the same to the same property.
	code := regexp.MustCompile(`(?m)^( +CodeUri: )\.build/([a-z]+)$`)
	var failed error
	body := code.ReplaceAllStringFunc(string(content), func(line string) string {
		found := code.FindStringSubmatch(line)
		archive, err := archived(filepath.Join(d.build, found[2], "bootstrap"))
		if err != nil {
			failed = errors.Join(failed, err)
			return line
		}
		key, err := b.put(ctx, "code", found[2]+".zip", archive)
		failed = errors.Join(failed, err)
		return found[1] + "s3://" + b.name + "/" + key
	})
	if failed == nil && strings.Contains(body, "CodeUri: .") {
		failed = fmt.Errorf("%s has a CodeUri that is no folder below .build", d.template)
	}
	if failed != nil {
		return "", failed
	}
	key, err := b.put(ctx, "template", filepath.Base(d.template), []byte(body))
	return b.url(key), err
}

// archived is a program as Lambda takes it. The same program makes the same bytes.
func archived(program string) ([]byte, error) {
	content, err := os.ReadFile(program)
	if err != nil {
		return nil, fmt.Errorf("%w: make package builds it", err)
	}
	var archive bytes.Buffer
	files := zip.NewWriter(&archive)
	header := &zip.FileHeader{Name: "bootstrap", Method: zip.Deflate}
	header.SetMode(0o755)
	file, err := files.CreateHeader(header)
	if err != nil {
		return nil, err
	}
	if _, err := file.Write(content); err != nil {
		return nil, err
	}
	err = files.Close() // which writes the end of the archive
	return archive.Bytes(), err
}

// authorities uploads the lists of authorities that were given as files, and puts their addresses into the values.
func (d deployment) authorities(ctx context.Context, b bucket, values map[string]string) error {
	for _, name := range []string{"StationTruststore", "CnsTruststore"} {
		file := values[name]
		if file == "" || strings.HasPrefix(file, "s3://") {
			continue
		}
		content, err := os.ReadFile(file)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if block, _ := pem.Decode(content); block == nil || block.Type != "CERTIFICATE" {
			return fmt.Errorf("%s: %s holds no certificate in PEM", name, file)
		}
		key, err := b.put(ctx, "authorities", "authorities.pem", content)
		if err != nil {
			return err
		}
		values[name] = "s3://" + b.name + "/" + key
		d.say("  ok  %s: %s", name, values[name])
	}
	return nil
}
