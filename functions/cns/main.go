// Command cns is the door of cards: the host that asks browsers for the certificate of a Carta
// nazionale dei servizi (CNS), judges it and sends them back to the portal.
package main

import (
	"context"
	"strings"

	"serviziscolastici/shared/bucket"
	"serviziscolastici/shared/cns"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/secret"
)

func main() {
	env, log := lambdahost.ReadEnv(), lambdahost.Log()
	client, clock := dynamo.NewClient(env.AWS("DYNAMODB")), env.Clock()
	ops := dynamo.Table{Client: client, Name: env.Text("OPS_TABLE")}
	register := dynamo.Table{Client: client, Name: env.Text("IDENTITY_LOG_TABLE")}
	files, list, people := env.AWS("S3"), env.Text("CNS_TRUSTSTORE"), secret.Key(env, "PEOPLE_KEY", clock)
	report := func(err error) {
		log.Warn("card", "cause", err.Error())
		lambdahost.Count(log, clock(), lambdahost.Technician, "StaleCardLists", 1)
	}
	read := func(ctx context.Context) ([]byte, error) { return bucket.Read(ctx, files, list) }
	hosts := strings.Fields(env.Text("CNS_REVOCATION_HOSTS"))
	door := cns.Door{
		Logins: cns.Logins{Table: ops, Clock: clock}, Register: identity.Register{Table: register, Clock: clock},
		Guardian: func(fiscalCode string) string { return school.GuardianID(people, fiscalCode) },
		Cards: cns.Cards{
			Authorities: &cns.Authorities{Read: read, Clock: clock, Report: report},
			Revocations: &cns.Revocations{Hosts: hosts, Copies: ops, Clock: clock, Report: report}, Clock: clock,
		},
	}
	handler := Handler{Door: door, Domain: env.Text("CNS_DOMAIN"), PortalURL: env.Address("PORTAL_URL"), Log: log}
	if err := env.Err(); err != nil {
		lambdahost.Fail(log, err)
	}
	lambdahost.ServeHTTP(handler)
}
