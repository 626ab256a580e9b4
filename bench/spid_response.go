package main

import (
	"encoding/base64"
	"time"

	"aula/accounts/spid"
	"aula/accounts/spid/testidp"
)

const responsesOfATurn = 500

// spidResponse compares judging a provider's good response with verifying its two signatures and believing the rest.
func spidResponse(*lab) ([]figure, error) {
	a, err := askForAnswer()
	if err != nil {
		return nil, err
	}
	ours := func() (float64, error) {
		return each(responsesOfATurn, func(count int) error {
			for range count {
				if _, err := a.service.Judge(a.providers, a.request, a.form, a.at); err != nil {
					return err
				}
			}
			return nil
		})
	}
	raw, err := base64.StdEncoding.DecodeString(a.form)
	if err != nil {
		return nil, err
	}
	bare := func() (float64, error) {
		return each(responsesOfATurn, func(count int) error {
			for range count {
				if err := verifySignatures(raw, a.providers[0].Certificates[0], a.at); err != nil {
					return err
				}
			}
			return nil
		})
	}
	p, err := watched(func() (pairs, error) { return inTurn(ours, bare) })
	return ratio("spid_response", "ms", p), err
}

// spidAnswer is a good response to a request, and the moment at which it comes.
type spidAnswer struct {
	service   *spid.Service
	providers []spid.Provider
	request   spid.Request
	form      string
	at        time.Time
}

func askForAnswer() (*spidAnswer, error) {
	const entity = "https://aula.example.org/spid/metadata"
	now := time.Now()
	organisation := spid.Organisation{
		Name: "Centro di competenza digitale", DisplayName: "Centro di competenza", URL: "https://aula.example.org/",
		IPA: "c_a000", Locality: "Prova", Mail: "spid@example.org", Phone: "+390110000000",
	}
	key, certificate, err := spid.SelfSigned(entity, organisation, now)
	if err != nil {
		return nil, err
	}
	provider, err := testidp.New("https://idp.example.org", "Gestore di prova", now)
	if err != nil {
		return nil, err
	}
	a := &spidAnswer{at: now.Add(time.Second), service: &spid.Service{
		EntityID: entity, Name: "Aula", Assertions: "https://aula.example.org/spid/response", Logout: "https://aula.example.org/spid/logout",
		Attributes: spid.DefaultAttributes(), Organisation: organisation, Key: key, Certificate: certificate,
	}}
	if a.providers, err = spid.ReadProviders(provider.Metadata()); err != nil {
		return nil, err
	}
	if a.request, err = a.service.Request(a.providers[0], 2, spid.Minimum, now, "bench"); err != nil {
		return nil, err
	}
	question := testidp.Question{ID: a.request.ID, Issuer: entity, Level: spid.Level(2).String(), Answer: a.service.Assertions}
	a.form, err = provider.Respond(question, []testidp.Attribute{
		{Name: "spidCode", Value: "PROV0000000001"}, {Name: "name", Value: "Giulia"}, {Name: "familyName", Value: "Bianchi Verdi"},
		{Name: "fiscalNumber", Value: "TINIT-BNCGLI85T41L219X"}, {Name: "email", Value: "giulia@example.org"},
	}, now, testidp.Spoil{})
	return a, err
}
