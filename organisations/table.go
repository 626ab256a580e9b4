package organisations

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"aula/internal/tables"
)

// heads are the names that columns have in the tables of the Indice delle pubbliche amministrazioni (the old amministrazioni.txt and the
// data set "enti"), in ISTAT's lists of comuni and of their people, and in the academy's own. The first of each is the academy's.
var heads = map[string][]string{
	fieldIPA:           {"Codice_IPA", "cod_amm", "ipa"},
	fieldName:          {"Denominazione_ente", "des_amm", "denominazione", "nome", "ente", "name"},
	fieldKind:          {"Tipo", "tipo ente", "kind"},
	fieldISTAT:         {"Codice_comune_ISTAT", "Codice Comune formato alfanumerico", "Codice comune", "codice istat", "Codice ISTAT del comune", "istat"},
	fieldTaxCode:       {"Codice_fiscale_ente", "cf", "codice fiscale", "tax_code"},
	fieldPopulation:    {"Popolazione", "popolazione residente", "popolazione legale", "abitanti", "residenti", "Totale", "population"},
	fieldMail:          {"Mail", "email", "e-mail", "posta elettronica"},
	fieldPEC:           {"PEC", "domicilio digitale", "posta certificata"},
	fieldPhone:         {"Telefono", "tel", "phone"},
	fieldSite:          {"Sito_istituzionale", "sito", "sito web", "site", "url"},
	fieldText:          {"Testo_attestati", "certificate_text"},
	fieldSignatory:     {"Firmatario", "signatory"},
	fieldSignatoryRole: {"Ruolo_firmatario", "signatory_role"},
	headCategory:       {"Codice_Categoria", "categoria"},
	headType:           {"tipologia_istat", "Tipologia"},
	headCadastral:      {"Codice Catastale del comune", "codice catastale", "codice belfiore"},
	headAge:            {"Età"},
	headProvince:       {"Provincia", "Sigla automobilistica", "Sigla provincia"},
}

// Columns that are read and not kept.
const (
	headCategory  = "category"
	headType      = "type"
	headCadastral = "cadastral"
	headAge       = "age"
	headProvince  = "province"
)

// Heads are the heads of the table that the academy writes, in the order of Row.
func Heads() []string {
	list := make([]string, len(written))
	for i, field := range written {
		list[i] = heads[field][0]
	}
	return list
}

var written = []string{
	fieldIPA, fieldName, fieldKind, fieldISTAT, fieldTaxCode, fieldPopulation, fieldMail, fieldPEC, fieldPhone, fieldSite,
	fieldText, fieldSignatory, fieldSignatoryRole,
}

// Row is the organisation as a row below Heads: what Import reads again as it was.
func (o *Organisation) Row() []string {
	f := o.Facts()
	people := ""
	if f.Population > 0 {
		people = strconv.Itoa(f.Population)
	}
	return []string{f.IPA, f.Name, string(f.Kind), f.ISTAT, f.TaxCode, people, f.Mail, f.PEC, f.Phone, f.Site, f.CertificateText, f.Signatory, f.SignatoryRole}
}

// columns is where a table has what.
type columns struct {
	at    map[string]int
	mails [][2]int // the columns of mailboxes and of their types, as the index numbers them
}

func columnsOf(t *tables.Table) columns {
	c := columns{at: map[string]int{}}
	for field, names := range heads {
		c.at[field] = t.Find(names...)
	}
	for i := range 5 {
		n := strconv.Itoa(i + 1)
		if at := t.Find("Mail" + n); at >= 0 {
			c.mails = append(c.mails, [2]int{at, t.Find("Tipo_Mail" + n)})
		}
	}
	return c
}

// cell is what a row says in a column; the index writes "null" where it says nothing.
func (c columns) cell(r tables.Row, field string) string { return said(r.At(c.at[field])) }

func said(cell string) string {
	if strings.EqualFold(cell, "null") {
		return ""
	}
	return cell
}

// overlay puts what the row says over what is known. An empty cell says nothing. wrong are the fields that cannot be read.
func (c columns) overlay(f Facts, r tables.Row) (Facts, Problems) {
	var wrong Problems
	for _, row := range []struct {
		field string
		to    *string
	}{
		{fieldIPA, &f.IPA}, {fieldTaxCode, &f.TaxCode}, {fieldMail, &f.Mail}, {fieldPEC, &f.PEC}, {fieldPhone, &f.Phone}, {fieldSite, &f.Site},
		{fieldText, &f.CertificateText}, {fieldSignatory, &f.Signatory}, {fieldSignatoryRole, &f.SignatoryRole},
	} {
		if text := c.cell(r, row.field); text != "" {
			*row.to = text
		}
	}
	if c.at[fieldIPA] >= 0 { // ISTAT calls a comune by its place's name
		if name := c.cell(r, fieldName); name != "" {
			f.Name = name
		}
	}
	f.Kind = kindOf(c.cell(r, fieldKind), c.cell(r, headCategory), c.cell(r, headType), f)
	if istat := c.cell(r, fieldISTAT); istat != "" && f.Kind == Comune { // for others it is where they have their seat
		f.ISTAT = istat
	}
	if text := c.cell(r, fieldPopulation); text != "" {
		people, ok := peopleIn(text)
		if !ok {
			wrong = Problems{{fieldPopulation, "population"}}
		}
		f.Population = people
	}
	c.overlayMails(&f, r)
	f.Normalise()
	return f, wrong
}

// overlayMails takes the first certified mailbox of those that the index lists, and the first that is not.
func (c columns) overlayMails(f *Facts, r tables.Row) {
	pec, mail := "", ""
	for _, at := range c.mails {
		address, kind := said(r.At(at[0])), said(r.At(at[1]))
		switch {
		case address == "":
		case at[1] < 0 || strings.EqualFold(kind, "pec"):
			pec = first(pec, address)
		default:
			mail = first(mail, address)
		}
	}
	f.PEC, f.Mail = first(pec, f.PEC), first(mail, f.Mail)
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// grouped are numbers as spreadsheets write them: 12345, 12.345, 12 345.
var grouped = regexp.MustCompile(`^(\d+|\d{1,3}([. '\x{a0}\x{202f}]\d{3})+)$`)

func peopleIn(text string) (int, bool) {
	if !grouped.MatchString(text) {
		return 0, false
	}
	n, err := strconv.Atoi(strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, text))
	return n, err == nil
}

// kindOf is the kind that a row tells: by the academy's own word, by the category of the index, by its name, or as it is known.
func kindOf(word, category, kind string, f Facts) Kind {
	if k := Kind(strings.ToLower(word)); slices.Contains(Kinds, k) {
		return k
	}
	for _, text := range []string{word, kind} {
		if k, ok := kindsInWords[tables.Heading(text)]; ok {
			return k.unlessJoint(f.Name)
		}
	}
	if k, ok := kindsInIndex[strings.ToUpper(category)]; ok {
		return k.unlessJoint(f.Name)
	}
	if f.Kind != "" {
		return f.Kind
	}
	for _, row := range []struct {
		beginning string
		kind      Kind
	}{{"comune di ", Comune}, {"unione ", Unione}, {"città metropolitana", MetropolitanCity}, {"comunità montana", Unione}} {
		if strings.HasPrefix(strings.ToLower(f.Name), row.beginning) {
			return row.kind
		}
	}
	return Other
}

// kindsInIndex are categories of the index. Mountain communities are unions of comuni (d.lgs. 267/2000, art. 27).
var kindsInIndex = map[string]Kind{"L6": Comune, "L18": Unione, "L12": Unione, "L45": MetropolitanCity}

var kindsInWords = map[string]Kind{
	"comuni": Comune, "comunieloroconsorzieassociazioni": Comune, "unionidicomunieloroconsorzieassociazioni": Unione,
	"unionedicomuni": Unione, "unionidicomuni": Unione, "comunitamontaneeloroconsorzieassociazioni": Unione,
	"cittametropolitane": MetropolitanCity, "cittametropolitana": MetropolitanCity, "altro": Other,
}

// unlessJoint: the index puts consortia and associations into the category of those who made them.
func (k Kind) unlessJoint(name string) Kind {
	name = strings.ToLower(name)
	for _, beginning := range []string{"consorzio", "associazione", "ambito", "azienda", "convenzione"} {
		if strings.HasPrefix(name, beginning) {
			return Other
		}
	}
	if k == Comune && strings.HasPrefix(name, "unione ") {
		return Unione
	}
	return k
}
