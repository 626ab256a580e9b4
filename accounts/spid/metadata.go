package spid

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strconv"
	"time"

	"github.com/beevik/etree"
)

// serviceIndex numbers our one address for responses and our one set of attributes.
const serviceIndex = 0

// Metadata returns our signed metadata by AgID's rules for public bodies (notice 29): the same bytes at every call as
// long as nothing about the service changes, so that what AgID was given can be compared. They do not expire, since
// AgID hands on the copy that it got. It is an error if the certificate does not hold at now.
func (s *Service) Metadata(now time.Time) ([]byte, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	if now.Before(s.Certificate.NotBefore) || now.After(s.Certificate.NotAfter) {
		return nil, fmt.Errorf("spid service, Certificate: it holds from %s to %s; make another and send AgID new metadata",
			s.Certificate.NotBefore.Format(time.DateOnly), s.Certificate.NotAfter.Format(time.DateOnly))
	}
	root := etree.NewElement("md:EntityDescriptor")
	root.CreateAttr("xmlns:md", nsMetadata)
	root.CreateAttr("xmlns:spid", nsSPID)
	root.CreateAttr("entityID", s.EntityID)
	s.describeService(root.CreateElement("md:SPSSODescriptor"))
	s.describeOrganisation(root.CreateElement("md:Organization"))
	s.describeContact(root.CreateElement("md:ContactPerson"))
	unsigned, err := write(root)
	if err != nil {
		return nil, fmt.Errorf("write metadata: %w", err)
	}
	root.CreateAttr("ID", fmt.Sprintf("_%x", sha256.Sum256(unsigned)))
	if err := s.seal(root); err != nil {
		return nil, err
	}
	raw, err := write(root)
	if err != nil {
		return nil, fmt.Errorf("write metadata: %w", err)
	}
	return append([]byte(`<?xml version="1.0" encoding="UTF-8"?>`), raw...), nil
}

func (s *Service) describeService(el *etree.Element) {
	el.CreateAttr("protocolSupportEnumeration", nsProtocol)
	el.CreateAttr("AuthnRequestsSigned", "true")
	el.CreateAttr("WantAssertionsSigned", "true")
	key := el.CreateElement("md:KeyDescriptor")
	key.CreateAttr("use", "signing")
	info := key.CreateElement("ds:KeyInfo")
	info.CreateAttr("xmlns:ds", nsSignature)
	info.CreateElement("ds:X509Data").CreateElement("ds:X509Certificate").SetText(base64.StdEncoding.EncodeToString(s.Certificate.Raw))
	for _, b := range []Binding{Redirect, Post} {
		logout := el.CreateElement("md:SingleLogoutService")
		logout.CreateAttr("Binding", string(b))
		logout.CreateAttr("Location", s.Logout)
	}
	el.CreateElement("md:NameIDFormat").SetText(formatTransient)
	assertions := el.CreateElement("md:AssertionConsumerService")
	assertions.CreateAttr("Binding", string(Post))
	assertions.CreateAttr("Location", s.Assertions)
	assertions.CreateAttr("index", strconv.Itoa(serviceIndex))
	assertions.CreateAttr("isDefault", "true")
	attributes := el.CreateElement("md:AttributeConsumingService")
	attributes.CreateAttr("index", strconv.Itoa(serviceIndex))
	italian(attributes, "md:ServiceName", s.Name)
	for _, name := range s.Attributes {
		a := attributes.CreateElement("md:RequestedAttribute")
		a.CreateAttr("Name", name)
		a.CreateAttr("NameFormat", formatBasic)
	}
}

func (s *Service) describeOrganisation(el *etree.Element) {
	italian(el, "md:OrganizationName", s.Organisation.Name)
	italian(el, "md:OrganizationDisplayName", s.Organisation.DisplayName)
	italian(el, "md:OrganizationURL", s.Organisation.URL)
}

func (s *Service) describeContact(el *etree.Element) {
	el.CreateAttr("contactType", "other")
	extensions := el.CreateElement("md:Extensions")
	extensions.CreateElement("spid:IPACode").SetText(s.Organisation.IPA)
	extensions.CreateElement("spid:Public")
	el.CreateElement("md:Company").SetText(s.Organisation.Name)
	el.CreateElement("md:EmailAddress").SetText(s.Organisation.Mail)
	if s.Organisation.Phone != "" {
		el.CreateElement("md:TelephoneNumber").SetText(s.Organisation.Phone)
	}
}

func italian(parent *etree.Element, tag, value string) {
	el := parent.CreateElement(tag)
	el.CreateAttr("xml:lang", "it")
	el.SetText(value)
}
