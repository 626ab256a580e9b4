package organisations

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// Facts are what is said of an organisation.
type Facts struct {
	IPA             string
	Name            string
	Kind            Kind
	ISTAT           string // of comuni only
	TaxCode         string
	Population      int
	Mail            string
	PEC             string
	Phone           string
	Site            string
	CertificateText string
	Signatory       string
	SignatoryRole   string
}

// Facts returns what is said of the organisation.
func (o *Organisation) Facts() Facts {
	return Facts{
		IPA: o.IPA(), Name: o.Name(), Kind: o.Kind(), ISTAT: o.ISTAT(), TaxCode: o.TaxCode(), Population: o.Population(), Mail: o.Mail(),
		PEC: o.PEC(), Phone: o.Phone(), Site: o.Site(), CertificateText: o.CertificateText(), Signatory: o.Signatory(), SignatoryRole: o.SignatoryRole(),
	}
}

func (o *Organisation) write(f Facts) {
	for field, value := range map[string]any{
		fieldIPA: f.IPA, fieldName: f.Name, fieldKind: string(f.Kind), fieldISTAT: f.ISTAT, fieldTaxCode: f.TaxCode, fieldPopulation: f.Population,
		fieldMail: f.Mail, fieldPEC: f.PEC, fieldPhone: f.Phone, fieldSite: f.Site, fieldText: f.CertificateText,
		fieldSignatory: f.Signatory, fieldSignatoryRole: f.SignatoryRole,
	} {
		o.Set(field, value)
	}
}

// Lengths of numbers that spreadsheets shorten: they take the zeros at the beginning off.
const (
	istatDigits = 6
	taxDigits   = 11
	leastDigits = 4 // fewer were never such a number
)

// Normalise removes what nobody means to write, puts back the zeros that a spreadsheet took off, and writes the code of the index in
// lower case and addresses with their scheme.
func (f *Facts) Normalise() {
	for _, text := range []*string{
		&f.IPA, &f.Name, &f.ISTAT, &f.TaxCode, &f.Mail, &f.PEC, &f.Phone, &f.Site, &f.CertificateText, &f.Signatory, &f.SignatoryRole,
	} {
		*text = strings.TrimSpace(*text)
	}
	f.CertificateText = strings.ReplaceAll(f.CertificateText, "\r\n", "\n") // as browsers send lines
	f.IPA = strings.ToLower(f.IPA)
	f.ISTAT, f.TaxCode = padded(f.ISTAT, istatDigits), padded(f.TaxCode, taxDigits)
	if f.Site != "" && !strings.Contains(f.Site, "://") && !strings.ContainsAny(f.Site, ": ") {
		f.Site = "https://" + f.Site
	}
	if u, err := url.Parse(f.Site); err == nil && u.Path == "/" && u.RawQuery == "" && u.Fragment == "" {
		f.Site = strings.TrimSuffix(f.Site, "/")
	}
}

func padded(number string, digits int) string {
	if len(number) < leastDigits || len(number) >= digits || !allDigits(number) {
		return number
	}
	return strings.Repeat("0", digits-len(number)) + number
}

// Check returns what is wrong with the facts by themselves. Code and name cannot be left out.
func (f *Facts) Check() Problems {
	var p Problems
	for _, row := range []struct {
		field, value, code string
		good               func(string) bool
	}{
		{fieldIPA, f.IPA, "ipa", ipaCode.MatchString}, {fieldName, f.Name, "line", oneLine}, {fieldISTAT, f.ISTAT, "istat", isISTAT},
		{fieldTaxCode, f.TaxCode, taxProblem(f.TaxCode), isTaxCode}, {fieldMail, f.Mail, "email", isMailbox}, {fieldPEC, f.PEC, "email", isMailbox},
		{fieldPhone, f.Phone, "phone", isPhone}, {fieldSite, f.Site, "link", isLink}, {fieldText, f.CertificateText, "certificate_text", fewLines},
		{fieldSignatory, f.Signatory, "line", oneLine}, {fieldSignatoryRole, f.SignatoryRole, "line", oneLine},
	} {
		switch {
		case row.value == "" && (row.field == fieldIPA || row.field == fieldName):
			p = append(p, Problem{row.field, "required"})
		case row.value != "" && !row.good(row.value):
			p = append(p, Problem{row.field, row.code})
		}
	}
	if !slices.Contains(Kinds, f.Kind) {
		p = append(p, Problem{fieldKind, "kind"})
	}
	if f.ISTAT != "" && f.Kind != Comune {
		p = append(p, Problem{fieldISTAT, "istat_comune"})
	}
	if f.Population < 0 || f.Population > mostPeople {
		p = append(p, Problem{fieldPopulation, "population"})
	}
	return p
}

const (
	mostPeople  = 100_000_000
	longestText = 1_000 // characters of what a certificate says
)

func fewLines(s string) bool {
	return utf8.RuneCountInString(s) <= longestText && strings.Count(s, "\n") < 10 && !strings.ContainsRune(s, 0)
}

func isISTAT(s string) bool { return len(s) == istatDigits && allDigits(s) }

// isTaxCode tells whether these are the eleven digits of a body, the last of which answers for the others: each second digit is doubled,
// its own digits added, and the whole sum ends in 0 (DPR 605/1973, decree of 23 December 1976, art. 7 f.).
func isTaxCode(s string) bool {
	if len(s) != taxDigits || !allDigits(s) {
		return false
	}
	sum := 0
	for i, r := range s {
		d := int(r - '0')
		if i%2 == 1 {
			d = d*2/10 + d*2%10
		}
		sum += d
	}
	return sum%10 == 0
}

func taxProblem(s string) string {
	if len(s) == taxDigits && allDigits(s) {
		return "tax_code_digit"
	}
	return "tax_code"
}

func isPhone(s string) bool {
	return oneLine(s) && strings.Trim(s, "0123456789 +-/.()") == "" && strings.ContainsAny(s, "0123456789")
}

func allDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
