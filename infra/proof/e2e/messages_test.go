package e2e_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"serviziscolastici/infra/local/simulators/appio/service"
	"serviziscolastici/infra/local/simulators/mail/post"
	"serviziscolastici/infra/proof/e2e/stack"
)

// received reads what a simulator took.
func received[T any](t *testing.T, address string) []T {
	t.Helper()
	answer, err := http.Get(address) //nolint:noctx // on this machine
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	var list []T
	if err := json.NewDecoder(answer.Body).Decode(&list); err != nil {
		t.Fatal(err)
	}
	return list
}

// mailsTo are the mails to an address.
func mailsTo(t *testing.T, address string) []post.Mail {
	t.Helper()
	all := received[post.Mail](t, portal.MailURL+"/mails.json")
	return slices.DeleteFunc(all, func(m post.Mail) bool { return m.To != address })
}

// Goal: a parent has the address confirmed by a link, chooses, is told of a payment by mail and on the app, sees that
// mail bounces, confirms again, and ends mail with one click; a program that opens links changes nothing. Method: all of
// it on the portal, by the links in the mails, without a session and without a form of the portal's.
func TestMessages(t *testing.T) {
	const page = "/anagrafica/messaggi"
	p := logIn(t, verdi)
	p.Open("/anagrafica/contatti").Press("Salva i contatti", url.Values{"email": {"verdi@esempio.it"}, "telefono": {""}})
	p.Open("/anagrafica").Follow("Messaggi che ricevi").Expect(200, "Da confermare", "Nuovo avviso di pagamento")
	p.Open(page).Press("Mandami il link di conferma", nil).Expect(200, "Ti abbiamo scritto", "In attesa della tua conferma")
	p.Open(page).Press("Mandami il link di conferma", nil).Expect(200, "Ti abbiamo già scritto poco fa")
	stack.Until(t, "the question is there", func() bool { return len(mailsTo(t, "verdi@esempio.it")) == 1 })
	link := linkIn(t, mailsTo(t, "verdi@esempio.it")[0].Text, page+"/conferma")
	guest(t).Open(link).Expect(200, "Vuoi ricevere a questo indirizzo")
	p.Open(page).Expect(200, "In attesa della tua conferma")
	guest(t).Open(link+"x").Press("Conferma l'indirizzo", nil).Expect(404, "non è più valido")
	guest(t).Open(link).Press("Conferma l'indirizzo", nil).Expect(200, "Indirizzo confermato")

	p.Open(page).Expect(200, "Confermato").Press("Salva le scelte", url.Values{
		"ricevuta": {"entrambi"}, "soglia": {"0"},
	}).Expect(400, "Scrivi un importo maggiore di zero")
	p.Open(page).Press("Salva le scelte", url.Values{"ricevuta": {"entrambi"}, "soglia": {"12,5"}}).Expect(200, "Scelte salvate", "App IO ed e-mail")
	notice := noticesOf(p.topUp(map[string]string{"A010": "11"}))[0]
	portal.Pay(t, stack.Payment{Notice: notice})
	portal.Drain(t, "ReceiptsQueue")
	paid := func(m post.Mail) bool {
		return strings.HasPrefix(m.Subject, "Pagamento ricevuto") && strings.Contains(m.Text, notice)
	}
	stack.Until(t, "the payment is told by mail", func() bool { return slices.ContainsFunc(mailsTo(t, "verdi@esempio.it"), paid) })
	onApp := received[service.Message](t, portal.IoURL+"/messages.json")
	if !slices.ContainsFunc(onApp, func(m service.Message) bool { return strings.Contains(m.Markdown, notice) }) {
		t.Errorf("the app has %v", onApp)
	}

	last := mailsTo(t, "verdi@esempio.it")[1]
	portal.Send(t, "MessagesQueue", `{"eventType":"Bounce","bounce":{"bounceType":"Permanent","bouncedRecipients":[{"emailAddress":"`+last.To+
		`"}]},"mail":{"tags":{"tenant":["`+last.Tags["tenant"]+`"],"guardian":["`+last.Tags["guardian"]+`"]}}}`)
	portal.Drain(t, "MessagesQueue")
	leave := strings.Trim(last.Headers["List-Unsubscribe"], "<>")
	guest(t).Open(leave).Expect(200, "Non vuoi più ricevere e-mail")
	answer, err := http.PostForm(leave, url.Values{"List-Unsubscribe": {"One-Click"}}) //nolint:noctx // as a mail program does
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("one click: %v, %v", answer, err)
	}
	_ = answer.Body.Close()
	p.Open(page).Expect(200, "Da confermare")
}

// linkIn finds the link to a page in a mail.
func linkIn(t *testing.T, text, page string) string {
	t.Helper()
	for word := range strings.FieldsSeq(text) {
		if strings.Contains(word, page) {
			return word
		}
	}
	t.Fatalf("no link to %s in %s", page, text)
	return ""
}

// Goal: the walk tells every family of the demo once. Method: walk twice; compare what the app took.
func TestWalkTellsOnce(t *testing.T) {
	portal.Invoke(t, "MessengerFunction", map[string]string{}, nil)
	portal.Drain(t, "MessagesQueue")
	first := len(received[service.Message](t, portal.IoURL+"/messages.json"))
	portal.Invoke(t, "MessengerFunction", map[string]string{}, nil)
	portal.Drain(t, "MessagesQueue")
	if second := len(received[service.Message](t, portal.IoURL+"/messages.json")); first == 0 || second != first {
		t.Errorf("the first walk left %d messages, the second %d", first, second)
	}
	if dead := portal.Take(t, "MessagesDeadLetters"); len(dead) != 0 {
		t.Errorf("dead letters %v", dead)
	}
}
