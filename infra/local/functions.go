package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"serviziscolastici/infra/local/demo"
	"serviziscolastici/infra/local/emulators"
	"serviziscolastici/infra/local/process"
	"serviziscolastici/infra/local/queues"
	"serviziscolastici/infra/local/runtimeapi"
	"serviziscolastici/infra/local/template"
)

// maxProcesses is how many events a function works on at once.
const maxProcesses = 4

// startFunctions prepares a host for every function; processes start with their first event.
func (s *stack) startFunctions(context.Context) error {
	var missing []string
	for _, function := range s.template.Functions {
		env, err := s.environment(function)
		if err != nil {
			return fmt.Errorf("environment of %s: %w", function.LogicalID, err)
		}
		output, err := process.OpenLog(filepath.Join(s.console.logs, function.Name+".log"))
		if err != nil {
			return err
		}
		binary := filepath.Join(s.options.binaries, function.Name, "bootstrap")
		if _, err := os.Stat(binary); err != nil {
			missing = append(missing, function.Name)
		}
		s.hosts[function.Name] = runtimeapi.New(runtimeapi.Function{
			Name: function.Name, Binary: binary, Timeout: function.Timeout, Env: env, Output: output,
			ARN: arn("lambda", "function:"+function.Name), MaxProcesses: maxProcesses,
		})
	}
	if len(missing) > 0 {
		s.console.say("! Not built, so they answer 502: %s. Run `make build`.", strings.Join(missing, ", "))
	}
	s.onStop(s.stopFunctions)
	return nil
}

func (s *stack) stopFunctions(context.Context) {
	var group sync.WaitGroup
	for _, host := range s.hosts {
		group.Go(host.Close)
	}
	group.Wait()
}

// environment is everything that the function's processes get: what the template declares, what
// Lambda adds, and the local switches. AWS_LAMBDA_FUNCTION_NAME is left out, since it is by this
// name that a function on AWS refuses those switches.
func (s *stack) environment(function template.Function) ([]string, error) {
	env := append(emulators.Environment(s.proxied, s.about.SQSURL), "AWS_ACCESS_KEY_ID="+function.Name,
		"_HANDLER=bootstrap", "LAMBDA_TASK_ROOT="+filepath.Join(s.options.binaries, function.Name),
		"AWS_ENDPOINT_URL_SESV2="+s.about.MailURL, "AWS_ENDPOINT_URL_S3="+s.about.S3URL, "LANG=en_US.UTF-8", "TZ=:UTC", "PATH=/usr/local/bin:/usr/bin:/bin", "LOCAL_HTTP=1")
	if s.options.clock != "" {
		env = append(env, "CLOCK="+s.options.clock)
	}
	for _, name := range slices.Sorted(maps.Keys(function.Environment)) {
		value, err := function.Environment[name].Resolve(s.lookup)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if value, err = s.secrets.Expand(value); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		env = append(env, name+"="+value)
	}
	return env, nil
}

// The demo's creditor at pagoPA: it has no broker, and one station.
const (
	localBroker  = "77777777777"
	localStation = localBroker + "_01"
)

// firstAdministrator is a citizen of the demo without children, who becomes one by coming in at /ufficio.
const firstAdministrator = demo.Municipality + "=GRCLNE88T42L219E"

// localMailDomain is where mails come from.
const localMailDomain = "servizi.comune.vallechiara.example.it"

// lookup answers a Ref or GetAtt of the template.
func (s *stack) lookup(name, attribute string) (string, error) {
	local := map[string]string{
		"PortalUrl": s.about.PortalURL, "CheckoutUrl": s.about.PagopaURL, "IdpMetadata": s.idpMetadata("/metadata"),
		"FirstAdministrators": firstAdministrator, "IoUrl": s.about.IoURL, "MailFrom": "noreply@" + localMailDomain, "MailSet": "local",
		"CieMetadata":   s.idpMetadata("/cie/metadata"),
		"CnsDomain":     strings.TrimPrefix(s.about.CnsURL, "https://"),
		"CnsTruststore": "file://" + s.cards.Authorities(), "CnsRevocationHosts": s.listHost(),
		// On AWS the key is in KMS, here in a file.
		"SigningKeys": "ssm:/local/spid-key@2026-01-01",
		"StationId":   localStation, "BrokerId": localBroker,
		"AWS::StackName": "local", "AWS::Region": emulators.Region, "AWS::AccountId": emulators.AccountID, "AWS::Partition": "aws",
	}
	if value, found := local[name]; found {
		return value, nil
	}
	if value, found := s.template.Parameters[name]; found {
		return value, nil
	}
	if queue, found := s.queues[name]; found {
		return queueValue(queue, attribute)
	}
	if bucket, found := s.about.Buckets[name]; found && attribute == "" {
		return bucket, nil
	}
	for _, table := range s.template.Tables {
		switch {
		case table.LogicalID == name && attribute == "":
			return table.Name, nil
		case table.LogicalID == name && attribute == "Arn":
			return arn("dynamodb", "table/"+table.Name), nil
		}
	}
	return "", fmt.Errorf("the local stack cannot tell what %s %s stands for", name, attribute)
}

func arn(service, resource string) string {
	return "arn:aws:" + service + ":" + emulators.Region + ":" + emulators.AccountID + ":" + resource
}

func queueValue(queue queues.Queue, attribute string) (string, error) {
	switch attribute {
	case "", "QueueUrl":
		return queue.URL, nil
	case "Arn":
		return queue.ARN, nil
	case "QueueName":
		return queue.Name, nil
	}
	return "", fmt.Errorf("queue %s has no attribute %s", queue.Name, attribute)
}

// idpMetadata lists where the functions find the identity providers, separated by blanks: the
// simulator's, at a path of its own for SPID and CIE, and the added ones, which serve for both.
func (s *stack) idpMetadata(path string) string {
	list := s.about.IdpURL + path
	if s.options.moreIdps != "" {
		list += " file://" + s.options.moreIdps
	}
	return list
}

// invoke runs a function by name.
func (s *stack) invoke(ctx context.Context, name string, event []byte) ([]byte, error) {
	host, found := s.hosts[name]
	if !found {
		return nil, fmt.Errorf("the template has no function %s", name)
	}
	return host.Invoke(ctx, event)
}
