package spid

import (
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"strings"
)

// Service is we: the service provider as it presents itself to SPID. The key signs the metadata and all messages.
type Service struct {
	EntityID     string   // our name in SPID, an address; it never changes once AgID knows it
	Name         string   // what people sign in to, in Italian
	Assertions   string   // the address that takes responses (POST)
	Logout       string   // the address that takes logout messages (redirect and POST)
	Attributes   []string // what we ask about a person: DefaultAttributes
	Organisation Organisation
	Key          *rsa.PrivateKey
	Certificate  *x509.Certificate
	Prefer       Binding // how messages leave where a provider takes both; empty means Redirect
}

// Organisation is the public body that answers for the service.
type Organisation struct {
	Name        string // in full, as registers write it: "Città metropolitana di Torino"
	DisplayName string // as people say it; providers show it when they ask for consent
	URL         string // its page about the service
	IPA         string // its code in the index of public administrations
	Locality    string // the town of its seat, for the certificate
	Mail        string // a mailbox of the body, of no single person
	Phone       string // with +39 and without spaces; may be empty
}

// DefaultAttributes are what an account needs, and no more.
func DefaultAttributes() []string {
	return []string{"spidCode", "name", "familyName", "fiscalNumber", "email"}
}

// knownAttributes are those of AgID's table.
var knownAttributes = map[string]bool{
	"spidCode": true, "name": true, "familyName": true, "placeOfBirth": true, "countyOfBirth": true, "dateOfBirth": true,
	"gender": true, "companyName": true, "registeredOffice": true, "fiscalNumber": true, "companyFiscalNumber": true,
	"ivaCode": true, "idCard": true, "mobilePhone": true, "email": true, "domicileStreetAddress": true,
	"domicilePostalCode": true, "domicileMunicipality": true, "domicileProvince": true, "domicileNation": true,
	"address": true, "expirationDate": true, "digitalAddress": true,
}

var (
	ipaForm   = regexp.MustCompile(`^[A-Za-z0-9_-]{2,32}$`)
	mailForm  = regexp.MustCompile(`^[^@\s]+@[^@\s]+\.[^@\s]+$`)
	phoneForm = regexp.MustCompile(`^\+[0-9]{6,15}$`)
)

// Check says what the service still lacks before it can speak to anybody: each line names a field and the remedy.
func (s *Service) Check() error {
	var wrong []error
	demand := func(ok bool, field, remedy string) {
		if !ok {
			wrong = append(wrong, fmt.Errorf("spid service, %s: %s", field, remedy))
		}
	}
	for field, address := range map[string]string{
		"EntityID": s.EntityID, "Assertions": s.Assertions, "Logout": s.Logout, "Organisation.URL": s.Organisation.URL,
	} {
		demand(secureAddress(address), field, "give an https address (http on loopback only)")
	}
	demand(!strings.Contains(s.EntityID, "?"), "EntityID", "leave out what follows the question mark")
	demand(s.Name != "", "Name", "say in Italian what people sign in to")
	demand(s.Organisation.Name != "", "Organisation.Name", "give the name of the body in full")
	demand(s.Organisation.DisplayName != "", "Organisation.DisplayName", "give the name that people use")
	demand(ipaForm.MatchString(s.Organisation.IPA), "Organisation.IPA", "give the code in the index of public administrations, such as c_h501")
	demand(mailForm.MatchString(s.Organisation.Mail), "Organisation.Mail", "give a mailbox of the body")
	demand(s.Organisation.Phone == "" || phoneForm.MatchString(s.Organisation.Phone), "Organisation.Phone", "write it with +39 and without spaces, or leave it out")
	demand(len(s.Attributes) > 0, "Attributes", "ask for DefaultAttributes")
	for _, a := range s.Attributes {
		demand(knownAttributes[a], "Attributes", "AgID's table has no "+a)
	}
	demand(s.Key != nil && s.Key.N.BitLen() >= minimumBits, "Key", "make an RSA key of at least 2048 bits")
	demand(s.Certificate != nil && s.Key != nil && s.Key.PublicKey.Equal(s.Certificate.PublicKey), "Certificate", "give the certificate of the key: SelfSigned makes both")
	return errors.Join(wrong...)
}

// Secure tells whether an address may be the service's: https, or http where the machine talks to itself.
func Secure(address string) bool { return secureAddress(address) }

func secureAddress(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.Fragment != "" {
		return false
	}
	if u.Scheme == "https" {
		return true
	}
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "http" && (u.Hostname() == "localhost" || ip != nil && ip.IsLoopback())
}
