package certificates

import (
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/courses"
	"aula/organisations"
)

// Employer is the organisation that employed the person when they completed the course, as it was when the certificate was issued.
type Employer struct {
	Name          string `json:"name"`
	IPA           string `json:"ipa,omitempty"`
	Text          string `json:"text,omitempty"`
	Signatory     string `json:"signatory,omitempty"`
	SignatoryRole string `json:"signatory_role,omitempty"`
	Logo          string `json:"logo,omitempty"` // id of the kept one
}

// employerOf copies what the certificate states of the person's employer; nothing where there is none to name.
func employerOf(tx core.App, e *courses.Enrolment) (Employer, error) {
	id, err := chooseEmployer(tx, e)
	if err != nil || id == "" {
		return Employer{}, err
	}
	o, err := organisations.Find(tx, id)
	if err != nil {
		return Employer{}, err
	}
	centre, err := organisations.CentreOf(tx)
	if err != nil {
		return Employer{}, err
	}
	named := employer(o.Facts(), centre)
	if !isCentre(o.IPA(), centre) {
		named.Logo, err = keepLogo(tx, o)
	}
	return named, err
}

// employer is what a certificate states of an organisation. Where that is the centre itself, it signs once.
func employer(f organisations.Facts, centre *organisations.Centre) Employer {
	e := Employer{Name: f.Name, IPA: f.IPA, Text: f.CertificateText}
	if !isCentre(f.IPA, centre) {
		e.Signatory, e.SignatoryRole = f.Signatory, f.SignatoryRole
	}
	return e
}

func isCentre(ipa string, centre *organisations.Centre) bool {
	return ipa != "" && strings.EqualFold(ipa, centre.IPA)
}

// chooseEmployer finds the organisation that a certificate names: the one that employed the person at the moment of completion. Of several it
// is the one that asked for the course; of those that are left, the one that the person chose to act for. Where that does not tell, none is
// named: better no employer than the wrong one.
func chooseEmployer(tx core.App, e *courses.Enrolment) (string, error) {
	all, err := accounts.EmployersAt(tx, e.User(), e.Completed())
	if err != nil {
		return "", err
	}
	if len(all) > 1 {
		asked, err := courses.AskedBy(tx, e.User(), e.Course())
		if err != nil {
			return "", err
		}
		if those := both(all, asked); len(those) > 0 {
			all = those
		}
	}
	if len(all) > 1 {
		acts, err := accounts.LastActedFor(tx, e.User())
		if err != nil {
			return "", err
		}
		all = both(all, []string{acts})
	}
	if len(all) != 1 {
		return "", nil
	}
	return all[0], nil
}

// both are those of a that are in b, too.
func both(a, b []string) (list []string) {
	for _, id := range a {
		if slices.Contains(b, id) {
			list = append(list, id)
		}
	}
	return list
}
