package spid_test

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/beevik/etree"

	"aula/accounts/spid"
	"aula/accounts/spid/testidp"
)

// FuzzJudge feeds documents as a browser might bring them. Nothing may panic, and nobody may come in: the seeds that
// are well signed answer a question that this world never asked.
func FuzzJudge(f *testing.F) {
	w := newWorld(f)
	other := newWorld(f)
	spoils := []testidp.Spoil{{}, {Assertion: testidp.Nobody}}
	for _, row := range officialRows {
		spoils = append(spoils, testidp.Spoil{Draft: row.draft})
	}
	for _, row := range wrappings {
		spoils = append(spoils, testidp.Spoil{Sent: row.wrap})
	}
	for _, spoil := range spoils {
		raw, err := base64.StdEncoding.DecodeString(other.respond(spoil))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		who, err := w.service.Judge(w.providers, w.request, base64.StdEncoding.EncodeToString(raw), noon.Add(20*time.Second))
		if err == nil || who != nil {
			t.Fatalf("accepted: %+v", who)
		}
		if spid.CodeOf(err) == "" {
			t.Fatalf("an error without a code: %v", err)
		}
	})
}

func FuzzReadProviders(f *testing.F) {
	w := newWorld(f)
	f.Add(w.idp.Metadata())
	f.Add([]byte(`<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"><md:EntityDescriptor/></md:EntitiesDescriptor>`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		providers, err := spid.ReadProviders(raw)
		if err == nil && len(providers) == 0 {
			t.Fatal("neither providers nor an error")
		}
		for _, p := range providers {
			if p.EntityID == "" || p.Name == "" || len(p.Certificates) == 0 || len(p.SignOn) == 0 {
				t.Fatalf("half a provider: %+v", p)
			}
		}
	})
}

// FuzzLogout feeds messages of both bindings: form says by which.
func FuzzLogout(f *testing.F) {
	w := newWorld(f)
	order, err := w.idp.AskLogout(w.service.Logout, "_giulia", "_s1", noon, testidp.Spoil{Response: stranger})
	if err != nil {
		f.Fatal(err)
	}
	_, query, _ := strings.Cut(w.request.Sending.URL, "?")
	f.Add(order, true)
	f.Add(query, false)
	f.Add(strings.Replace(query, "SAMLRequest", "SAMLResponse", 1), false)
	f.Fuzz(func(t *testing.T, text string, form bool) {
		r := spid.Received{Query: text}
		if form {
			r = spid.Received{Form: text}
		}
		if err := w.service.JudgeLogout(w.providers, w.request, r, noon); spid.CodeOf(err) == "" {
			t.Fatalf("a response: %v", err)
		}
		if _, err := w.service.JudgeLogoutRequest(w.providers, r, noon); spid.CodeOf(err) == "" {
			t.Fatalf("a request: %v", err)
		}
	})
}

// FuzzSigned spoils a message before its provider signs it, so that what lies behind the signatures is reached too.
// Whatever comes in must look like somebody who was asked for.
func FuzzSigned(f *testing.F) {
	w := newWorld(f)
	for op := range uint8(6) {
		f.Add(uint16(7), op, "ID", "https://other.example.it")
	}
	f.Fuzz(func(t *testing.T, n uint16, op uint8, key, value string) {
		form, err := w.idp.Respond(w.question, giulia, noon.Add(10*time.Second), testidp.Spoil{Draft: func(root *etree.Element) {
			all := root.FindElements(".//*")
			el := all[int(n)%len(all)]
			switch op % 6 {
			case 0:
				el.CreateAttr(key, value)
			case 1:
				el.SetText(value)
			case 2:
				el.Parent().RemoveChild(el)
			case 3:
				el.Parent().AddChild(el.Copy())
			case 4:
				el.Tag = key
			case 5:
				all[int(n/256)%len(all)].AddChild(el.Copy())
			}
		}})
		if err != nil {
			return // a message that cannot even be signed
		}
		who, err := w.service.Judge(w.providers, w.request, form, noon.Add(20*time.Second))
		if err == nil && (who.Level < 2 || len(who.TaxCode) != 16 && len(who.TaxCode) != 11 || who.Provider != w.idp.EntityID) {
			t.Fatalf("accepted: %v", who)
		}
		if err != nil && spid.CodeOf(err) == "" {
			t.Fatalf("an error without a code: %v", err)
		}
	})
}
