package spid

import (
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/beevik/etree"
)

// ErrNoProvider means that a metadata file describes no identity provider.
var ErrNoProvider = errors.New("no identity provider in this file: take the provider's metadata from registry.spid.gov.it")

// ReadProviders reads a metadata file: that of one provider (EntityDescriptor) or the registry's list of many
// (EntitiesDescriptor), in which others than identity providers are passed over. Whoever hands the file in answers
// for where it comes from. An error names the provider, the place and the remedy, and nothing is read in part.
func ReadProviders(file []byte) ([]Provider, error) {
	root, err := parse(file, registryLimits)
	if err != nil {
		return nil, fmt.Errorf("read the metadata file: %w", err)
	}
	entities := []*etree.Element{root}
	if root.Tag == "EntitiesDescriptor" && root.NamespaceURI() == nsMetadata {
		entities = root.FindElements(".//EntityDescriptor")
	}
	var providers []Provider
	seen := map[string]bool{}
	for _, el := range entities {
		role := childOf(el, "IDPSSODescriptor")
		if el.NamespaceURI() != nsMetadata || role == nil {
			continue
		}
		p, err := readProvider(el, role)
		if err != nil {
			return nil, fmt.Errorf("read the metadata of %q: %w", clip(attribute(el, "entityID")), err)
		}
		if seen[p.EntityID] {
			return nil, fmt.Errorf("read the metadata of %q: it is in the file twice; keep one", clip(p.EntityID))
		}
		seen[p.EntityID] = true
		providers = append(providers, p)
	}
	if len(providers) == 0 {
		return nil, ErrNoProvider
	}
	return providers, nil
}

func readProvider(el, role *etree.Element) (Provider, error) {
	p := Provider{EntityID: strings.TrimSpace(attribute(el, "entityID"))}
	if p.EntityID == "" || len(p.EntityID) > 1024 {
		return p, errors.New("entityID is missing: ask the provider for whole metadata")
	}
	organisation := child(el, "Organization")
	if u, err := url.Parse(inItalian(organisation, "OrganizationURL")); err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" {
		p.URL = u.String()
	}
	p.Name = inItalian(organisation, "OrganizationDisplayName")
	if p.Name == "" {
		p.Name = inItalian(organisation, "OrganizationName")
	}
	if p.Name == "" {
		p.Name = p.EntityID
	}
	var err error
	if p.SignOn, err = readEndpoints(role, "SingleSignOnService"); err != nil {
		return p, err
	}
	if len(p.SignOn) == 0 {
		return p, errors.New("SingleSignOnService: no address by redirect or POST; ask the provider for whole metadata")
	}
	if p.Logout, err = readEndpoints(role, "SingleLogoutService"); err != nil {
		return p, err
	}
	if p.Certificates, err = readCertificates(role); err != nil {
		return p, err
	}
	p.Expires, err = readExpiry(role)
	return p, err
}

// readEndpoints reads the addresses of a service by binding. Those of other bindings, such as SOAP, are passed over.
func readEndpoints(role *etree.Element, tag string) (map[Binding]Endpoint, error) {
	found := map[Binding]Endpoint{}
	for el := range role.ChildElementsSeq() {
		b := Binding(attribute(el, "Binding"))
		if el.Tag != tag || b != Redirect && b != Post {
			continue
		}
		e := Endpoint{Location: attribute(el, "Location"), ResponseLocation: attribute(el, "ResponseLocation")}
		if !secureAddress(e.Location) || e.ResponseLocation != "" && !secureAddress(e.ResponseLocation) {
			return nil, fmt.Errorf("%s: an address that is not https; ask the provider for new metadata", tag)
		}
		if _, twice := found[b]; !twice {
			found[b] = e
		}
	}
	return found, nil
}

// readCertificates reads the keys for signatures. While a provider changes its key it lists the old and the new.
func readCertificates(role *etree.Element) ([]*x509.Certificate, error) {
	var found []*x509.Certificate
	for key := range role.ChildElementsSeq() {
		if use := attribute(key, "use"); key.Tag != "KeyDescriptor" || use != "" && use != "signing" {
			continue
		}
		for _, el := range key.FindElements("./KeyInfo/X509Data/X509Certificate") {
			n := len(found) + 1
			raw, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(el.Text()), ""))
			if err != nil {
				return nil, fmt.Errorf("X509Certificate %d: not base64; take the file again as it was published", n)
			}
			certificate, err := x509.ParseCertificate(raw)
			if err != nil {
				return nil, fmt.Errorf("X509Certificate %d: not a certificate; take the file again as it was published", n)
			}
			if !strong(certificate) {
				return nil, fmt.Errorf("X509Certificate %d: not RSA of at least %d bits; ask the provider for new metadata", n, minimumBits)
			}
			found = append(found, certificate)
		}
	}
	if len(found) == 0 {
		return nil, errors.New("KeyDescriptor: no certificate for signatures; ask the provider for whole metadata")
	}
	return found, nil
}

// readExpiry returns the earliest validUntil of a role and of what it lies in.
func readExpiry(el *etree.Element) (time.Time, error) {
	var earliest time.Time
	for ; el != nil; el = el.Parent() {
		value := attribute(el, "validUntil")
		if value == "" {
			continue
		}
		t, err := time.Parse(time.RFC3339Nano, value)
		if err != nil {
			return t, fmt.Errorf("%s/@validUntil: not a time; ask the provider for new metadata", el.Tag)
		}
		if earliest.IsZero() || t.Before(earliest) {
			earliest = t.UTC()
		}
	}
	return earliest, nil
}

// inItalian returns a name in Italian, or in whatever language comes first.
func inItalian(el *etree.Element, tag string) string {
	first := ""
	for c := range el.ChildElementsSeq() {
		if c.Tag != tag {
			continue
		}
		if lang := c.SelectAttr("xml:lang"); lang != nil && strings.EqualFold(lang.Value, "it") {
			return strings.Join(strings.Fields(c.Text()), " ")
		}
		if first == "" {
			first = strings.Join(strings.Fields(c.Text()), " ")
		}
	}
	return first
}

// childOf returns the first metadata element of that name, or nil.
func childOf(el *etree.Element, tag string) *etree.Element {
	for c := range el.ChildElementsSeq() {
		if c.Tag == tag && c.NamespaceURI() == nsMetadata {
			return c
		}
	}
	return nil
}
