package pages

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"aula/accounts"
	"aula/internal/audit"
	"aula/internal/testapp"
)

// inviting is an academy in which Rita answers for a comune and has asked Ada, both signed in.
func inviting(t *testing.T) (d door, rita, ada *visitor, m *accounts.Membership) {
	t.Helper()
	d = openDoor(t)
	body := testapp.Organisation(t, d.app, "c_a001").Id
	referent := testapp.Person(t, d.app, "learner", "rita@comune.example")
	testapp.Person(t, d.app, "learner", "ada@privata.example")
	if _, err := accounts.Join(d.app, "", accounts.Joining{User: referent.Id, Organisation: body, Role: accounts.Referent}); err != nil {
		t.Fatal(err)
	}
	_, m, err := accounts.Admit(d.app, referent.Id, body, "Comune di c_a001", accounts.Newcomer{Given: "Ada", Family: "Scritta", Email: "ada@privata.example"})
	if err != nil {
		t.Fatal(err)
	}
	rita, ada = d.visitor(t), d.visitor(t)
	rita.send("/sign-in", "email", "rita@comune.example", "password", testapp.Password)
	ada.send("/sign-in", "email", "ada@privata.example", "password", testapp.Password)
	return d, rita, ada, m
}

// sentBefore says that an invitation was sent some time ago.
func (d door) sentBefore(t *testing.T, m *accounts.Membership, ago time.Duration) {
	t.Helper()
	r, err := d.app.FindRecordById("memberships", m.Id)
	if err == nil {
		r.Set("invited", time.Now().Add(-ago))
		err = d.app.Save(r)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestAnInvitationThatIsForwardedTellsNothing(t *testing.T) {
	d, _, ada, m := inviting(t)
	testapp.Person(t, d.app, "learner", "eva@altrove.example")
	eva := d.visitor(t)
	eva.send("/sign-in", "email", "eva@altrove.example", "password", testapp.Password)
	at, status, page := eva.page(accounts.ActingPath)
	eva.found(accounts.ActingPath, http.StatusOK, at, status, page, "Non trovi l&#39;invito", "eva@altrove.example", `action="/sign-out"`, "invitarti di nuovo")
	for _, id := range []string{m.Id, "nobody"} {
		at, status, answer := eva.send(accounts.ActingPath, "membership", id, "act", "accept")
		eva.found(accounts.ActingPath, http.StatusConflict, at, status, answer, "Questo invito non c&#39;è, o non vale più")
		page += answer
	}
	if strings.Contains(page, "c_a001") || strings.Contains(page, "ada@") {
		t.Error("somebody else is told of it")
	}
	at, status, page = ada.page(accounts.ActingPath)
	ada.found(accounts.ActingPath, http.StatusOK, at, status, page, "Un ente ti chiede", "Comune di c_a001")
}

func TestAnInvitationIsAnsweredTwice(t *testing.T) {
	_, _, ada, m := inviting(t)
	for _, words := range []string{"Da ora fai parte", "Hai già accettato"} {
		at, status, page := ada.send(accounts.ActingPath, "membership", m.Id, "act", "accept")
		ada.found(accounts.ActingPath, http.StatusOK, at, status, page, words)
	}
	at, status, page := ada.send(accounts.ActingPath, "membership", m.Id, "act", "decline")
	ada.found(accounts.ActingPath, http.StatusOK, at, status, page, "Hai già accettato", "A quali enti appartieni")
}

func TestAReferentWithdrawsAnInvitation(t *testing.T) {
	d, rita, ada, m := inviting(t)
	at, status, page := rita.page("/organisations/c_a001/people/" + m.Id)
	rita.found("/organisations/c_a001/people/"+m.Id, http.StatusOK, at, status, page, "In attesa di conferma", "Ritira l&#39;invito", "Ultima e-mail")
	at, status, page = rita.send("/organisations/c_a001/people/" + m.Id)
	rita.found("/organisations/c_a001/people", http.StatusOK, at, status, page, "Invito ritirato")
	at, status, page = ada.send(accounts.ActingPath, "membership", m.Id, "act", "accept")
	ada.found(accounts.ActingPath, http.StatusConflict, at, status, page, "non vale più", "Non risulti in nessun ente")
	testapp.Audited(t, d.app, d.id(t, "rita@comune.example"), audit.MembershipEnded)
}

func TestAnInvitationThatNobodyAnsweredExpiresAndIsSentAgain(t *testing.T) {
	d, rita, ada, m := inviting(t)
	address := "/organisations/c_a001/people/" + m.Id
	at, status, page := rita.send(address + "/invitation")
	rita.found(address, http.StatusOK, at, status, page, "da meno di un giorno")
	d.sentBefore(t, m, 60*24*time.Hour)
	if err := accounts.EndInvitations(d.app); err != nil {
		t.Fatal(err)
	}
	at, status, page = ada.send(accounts.ActingPath, "membership", m.Id, "act", "accept")
	ada.found(accounts.ActingPath, http.StatusConflict, at, status, page, "non vale più", "Non risulti in nessun ente")
	at, status, page = rita.page("/organisations/c_a001/people?state=expired")
	rita.found("/organisations/c_a001/people", http.StatusOK, at, status, page, "Scritta Ada", "Invito scaduto")
	at, status, page = rita.page(address)
	rita.found(address, http.StatusOK, at, status, page, "Invito scaduto", "entro 60 giorni", "Manda di nuovo")
	at, status, page = rita.send(address + "/invitation")
	rita.found(address, http.StatusOK, at, status, page, "Le scriviamo di nuovo", "In attesa di conferma")
	testapp.Audited(t, d.app, d.id(t, "rita@comune.example"), audit.InvitationSent)
	at, status, page = ada.send(accounts.ActingPath, "membership", m.Id, "act", "accept")
	ada.found(accounts.ActingPath, http.StatusOK, at, status, page, "Da ora fai parte")
	d.sentBefore(t, m, 48*time.Hour)
	at, status, page = rita.send(address + "/invitation")
	rita.found(address, http.StatusOK, at, status, page, "già entrata")
}

func TestWhatARetiredOrganisationAskedIsOver(t *testing.T) {
	d, rita, ada, m := inviting(t)
	o, err := d.app.FindFirstRecordByData("organisations", "ipa", "c_a001")
	if err == nil {
		o.Set("retired", time.Now())
		err = d.app.Save(o)
	}
	if err != nil {
		t.Fatal(err)
	}
	d.sentBefore(t, m, 48*time.Hour)
	at, status, page := ada.page(accounts.ActingPath)
	ada.found(accounts.ActingPath, http.StatusOK, at, status, page, "Non risulti in nessun ente")
	at, status, page = ada.send(accounts.ActingPath, "membership", m.Id, "act", "accept")
	ada.found(accounts.ActingPath, http.StatusConflict, at, status, page, "non è più nell&#39;accademia")
	if _, status, _ := rita.send("/organisations/c_a001/people/" + m.Id + "/invitation"); status != http.StatusConflict {
		t.Errorf("it invites again: %d", status)
	}
}
