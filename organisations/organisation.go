package organisations

import (
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// Collection holds the organisations.
const Collection = "organisations"

// Kind is what sort of body an organisation is.
type Kind string

// The kinds. Only comuni are members of unions: of a unione, and of a metropolitan city.
const (
	Comune           Kind = "comune"
	Unione           Kind = "unione"
	MetropolitanCity Kind = "metropolitan_city"
	Other            Kind = "other"
)

// Kinds are all kinds, in the order in which people choose from them.
var Kinds = []Kind{Comune, Unione, MetropolitanCity, Other}

// HasMembers tells whether comuni belong to bodies of the kind.
func (k Kind) HasMembers() bool { return k == Unione || k == MetropolitanCity }

// Organisation is a body that the academy serves. It is known by its code in the Indice delle pubbliche amministrazioni.
type Organisation struct{ core.BaseRecordProxy }

var _ core.RecordProxy = (*Organisation)(nil)

// Of reads a record of Collection as an organisation.
func Of(r *core.Record) *Organisation {
	o := &Organisation{}
	o.SetProxyRecord(r)
	return o
}

const (
	fieldKind       = "kind"
	fieldISTAT      = "istat"
	fieldTaxCode    = "tax_code"
	fieldPopulation = "population"
	fieldMail       = "mail"
	fieldPEC        = "pec"
	fieldPhone      = "phone"
	fieldSite       = "site"
	fieldText       = "certificate_text"
	fieldRetired    = "retired"
)

// IPA is the code in the index, in lower case.
func (o *Organisation) IPA() string { return o.GetString(fieldIPA) }

// Name is the body's name.
func (o *Organisation) Name() string { return o.GetString(fieldName) }

// Kind is what sort of body it is; one that nobody said is Other.
func (o *Organisation) Kind() Kind {
	if k := Kind(o.GetString(fieldKind)); k != "" {
		return k
	}
	return Other
}

// ISTAT is the six digits of a comune, "" for others.
func (o *Organisation) ISTAT() string { return o.GetString(fieldISTAT) }

// TaxCode is the body's own, eleven digits, "" if nobody said.
func (o *Organisation) TaxCode() string { return o.GetString(fieldTaxCode) }

// Population is how many people live there; 0: nobody said.
func (o *Organisation) Population() int { return o.GetInt(fieldPopulation) }

// Mail is the mailbox for citizens and the academy.
func (o *Organisation) Mail() string { return o.GetString(fieldMail) }

// PEC is the certified mailbox.
func (o *Organisation) PEC() string { return o.GetString(fieldPEC) }

// Phone is written as people write it.
func (o *Organisation) Phone() string { return o.GetString(fieldPhone) }

// Site is the address of the body's website, with its scheme.
func (o *Organisation) Site() string { return o.GetString(fieldSite) }

// CertificateText is what the body wants said on certificates of its people.
func (o *Organisation) CertificateText() string { return o.GetString(fieldText) }

// Signatory signs for the body on certificates.
func (o *Organisation) Signatory() string { return o.GetString(fieldSignatory) }

// SignatoryRole is the office of who signs.
func (o *Organisation) SignatoryRole() string { return o.GetString(fieldSignatoryRole) }

// Retired is when the body ceased to be served; zero: it is served.
func (o *Organisation) Retired() time.Time { return o.GetDateTime(fieldRetired).Time() }

// LogoFile is where in the academy's storage the logo lies, under a name that no other file ever has; "" if there is none.
func (o *Organisation) LogoFile() string {
	if logo := o.GetString(fieldLogo); logo != "" {
		return o.BaseFilesPath() + "/" + logo
	}
	return ""
}

// LogoAddress is where browsers find the logo, "" if there is none.
func (o *Organisation) LogoAddress() string {
	if logo := o.GetString(fieldLogo); logo != "" {
		return "/api/files/" + Collection + "/" + o.Id + "/" + logo
	}
	return ""
}
