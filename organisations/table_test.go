package organisations_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/tables"
	"aula/internal/testapp"
	"aula/organisations"
)

// The tables are shortened, with invented bodies; their heads are those of the index and of ISTAT.
const (
	oldIndex = "cod_amm\tdes_amm\tComune\tnome_resp\tcogn_resp\tCap\tProvincia\tRegione\tsito_istituzionale\tIndirizzo\ttitolo_resp\ttipologia_istat\ttipologia_amm\tacronimo\tcf_validato\tCf\tmail1\ttipo_mail1\tmail2\ttipo_mail2\n" +
		"c_x001\tComune di Prova\tProva\tAda\tBianchi\t30030\tVE\tVeneto\twww.comune.prova.example\tPiazza 1\tSindaco\tComuni e loro Consorzi e Associazioni\tPubbliche Amministrazioni\t \tS\t00368570271\tprova@pec.example\tpec\tinfo@prova.example\taltro\n" +
		"ucprv\tUnione dei Comuni della Prova\tProva\t\t\t30030\tVE\tVeneto\tnull\tPiazza 2\tPresidente\tUnioni di Comuni e loro Consorzi e Associazioni\tPubbliche Amministrazioni\t\tS\t\tnull\tnull\tunione@prova.example\taltro\n" +
		"c_x009\tComune di Lontano\tLontano\t\t\t35030\tPD\tVeneto\t\t\tSindaco\tComuni e loro Consorzi e Associazioni\tPubbliche Amministrazioni\t\tS\t\t\t\t\t\n"
	newIndex = "Codice_IPA,Denominazione_ente,Codice_fiscale_ente,Tipologia,Codice_Categoria,Codice_comune_ISTAT,Mail1,Tipo_Mail1,Sito_istituzionale\n" +
		"C_X001,Comune di Prova,368570271,Pubbliche Amministrazioni,L6,27901,PROVA@pec.example,Pec,www.comune.prova.example\n" +
		"cm_prv,Città metropolitana di Prova,,Pubbliche Amministrazioni,L45,027042,cm@pec.example,Pec,\n" +
		"cons_prv,Consorzio dei Comuni di Prova,,Pubbliche Amministrazioni,L6,027901,,,\n"
	istatList   = "Codice Regione;Codice Provincia (1);Codice Comune formato alfanumerico;Denominazione in italiano;Sigla automobilistica;Codice Catastale del comune\n05;027;027901;Prova;VE;X001\n05;027;027902;Forl\xec;VE;X002\n"
	istatPeople = "Popolazione residente per età, sesso al 1° gennaio 2026\nCodice comune;Comune;Età;Totale maschi;Totale femmine;Totale\n027901;Prova;0;10;12;22\n027901;Prova;999;5.000;5.345;10.345\n"
)

// held is what the academy knows afterwards, a line an organisation.
func held(t *testing.T, app core.App) string {
	t.Helper()
	list, _, err := organisations.List(app, organisations.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, o := range list {
		lines = append(lines, strings.Join([]string{o.IPA(), string(o.Kind()), o.ISTAT(), o.TaxCode(), o.PEC(), o.Mail(), o.Site(), fmt.Sprint(o.Population())}, "|"))
	}
	return strings.Join(lines, "\n")
}

func take(t *testing.T, app core.App, table string, o organisations.ImportOptions) *organisations.Outcome {
	t.Helper()
	out, err := organisations.Import(app, strings.NewReader(table), o)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func counts(o *organisations.Outcome) [5]int {
	return [5]int{o.Added, o.Changed, o.Same, o.Apart, len(o.Wrong)}
}

func TestTablesOfPublicBodiesAreTakenOver(t *testing.T) {
	app := testapp.New(t)
	rows := []struct {
		name, table string
		o           organisations.ImportOptions
		counts      [5]int // added, changed, same, apart, wrong
		held        string
	}{
		{"the old table of the index, of one province", oldIndex, organisations.ImportOptions{Province: "ve"}, [5]int{2, 0, 0, 1, 0},
			"c_x001|comune||00368570271|prova@pec.example|info@prova.example|https://www.comune.prova.example|0\nucprv|unione||||unione@prova.example||0"},
		{"again", oldIndex, organisations.ImportOptions{Province: "VE"}, [5]int{0, 0, 2, 1, 0}, ""},
		{"the new one, with zeros that got lost", newIndex, organisations.ImportOptions{}, [5]int{2, 1, 0, 0, 0},
			"cm_prv|metropolitan_city|||cm@pec.example|||0\nc_x001|comune|027901|00368570271|PROVA@pec.example|info@prova.example|https://www.comune.prova.example|0\ncons_prv|other||||||0\nucprv|unione||||unione@prova.example||0"},
		{"again, of a province by its number", newIndex, organisations.ImportOptions{Province: "027"}, [5]int{0, 0, 3, 0, 0}, ""},
		{"ISTAT's list knows more comuni than the academy", istatList, organisations.ImportOptions{}, [5]int{0, 0, 1, 1, 0}, ""},
		{"ISTAT's people", istatPeople, organisations.ImportOptions{}, [5]int{0, 1, 0, 1, 0},
			"cm_prv|metropolitan_city|||cm@pec.example|||0\nc_x001|comune|027901|00368570271|PROVA@pec.example|info@prova.example|https://www.comune.prova.example|10345\ncons_prv|other||||||0\nucprv|unione||||unione@prova.example||0"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			before := held(t, app)
			dry := row.o
			dry.DryRun = true
			if out := take(t, app, row.table, dry); counts(out) != row.counts || out.Stored || held(t, app) != before {
				t.Errorf("a dry run: %+v", out)
			}
			if out := take(t, app, row.table, row.o); counts(out) != row.counts || !out.Stored {
				t.Errorf("%+v", out)
			}
			if row.held == "" {
				row.held = before
			}
			if got := held(t, app); got != row.held {
				t.Errorf("got\n%s\nwant\n%s", got, row.held)
			}
		})
	}
}

func TestISTATsListGivesItsCodesToComuniOfTheIndex(t *testing.T) {
	app := testapp.New(t)
	testapp.Organisation(t, app, "c_x002")
	if out := take(t, app, istatList, organisations.ImportOptions{}); out.Changed != 1 || out.Apart != 1 {
		t.Errorf("%+v", out)
	}
	if o, _ := organisations.FindByIPA(app, "c_x002"); o.ISTAT() != "027902" || o.Name() != "Comune di c_x002" {
		t.Errorf("%s, %s", o.ISTAT(), o.Name())
	}
}

func TestAWrongRowCostsNoOther(t *testing.T) {
	table := "Codice_IPA;Denominazione_ente;Codice_fiscale_ente;Popolazione\n" +
		"c_good;Comune Buono;;100\n" +
		"c_bad;Comune Malo;12345678901;100\n" +
		"c_none;;;molti\n" +
		"C_GOOD;Comune Buono;;100\n" +
		"c_wide;Comune Largo;;1;2\n" +
		"\"c_open;Comune Aperto;;1\n" +
		"c gap;Comune Vuoto;;1\n"
	want := []organisations.RowProblem{
		{Line: 3, Column: 3, Head: "Codice_fiscale_ente", Value: "12345678901", Key: "setup.problem.tax_code_digit"},
		{Line: 4, Column: 4, Head: "Popolazione", Value: "molti", Key: "setup.problem.population"},
		{Line: 4, Column: 2, Head: "Denominazione_ente", Key: "setup.problem.required"},
		{Line: 5, Column: 1, Head: "Codice_IPA", Value: "C_GOOD", Key: "table.problem.twice"},
		{Line: 6, Column: 5, Value: "2", Key: "table.problem.columns"},
		{Line: 7, Column: 1, Head: "Codice_IPA", Key: "table.problem.quote"},
		{Line: 8, Column: 1, Head: "Codice_IPA", Value: "c gap", Key: "setup.problem.ipa"},
	}
	for _, strict := range []bool{false, true} {
		app := testapp.New(t)
		out := take(t, app, table, organisations.ImportOptions{Strict: strict})
		if fmt.Sprint(out.Wrong) != fmt.Sprint(want) {
			t.Errorf("got\n%+v\nwant\n%+v", out.Wrong, want)
		}
		if n, _ := app.CountRecords("organisations"); (n == 1) == strict || out.Stored == strict {
			t.Errorf("strict %v: %d organisations, stored %v", strict, n, out.Stored)
		}
	}
}

func TestComuniOfOneTableMayExchangeANumberButNotShareIt(t *testing.T) {
	app := testapp.New(t)
	testapp.Organisation(t, app, "c_x001", map[string]any{"istat": "027901"})
	rows := []struct{ name, table, want string }{
		{"the number of one that has another by now", "ipa;nome;istat\nc_x001;Uno;027902\nc_x002;Due;027901\n", ""},
		{"that of one that keeps it", "ipa;nome;istat;tipo\nc_x003;Tre;027901;comune\n", "setup.problem.istat_taken"},
	}
	for _, row := range rows {
		out := take(t, app, strings.ReplaceAll(row.table, "c_x002;Due", "c_x002;Comune di Due"), organisations.ImportOptions{})
		if row.want == "" != (len(out.Wrong) == 0) || row.want != "" && out.Wrong[0].Key != row.want {
			t.Errorf("%s: %+v", row.name, out.Wrong)
		}
	}
}

func TestATableThatNamesNobodyIsRefused(t *testing.T) {
	for table, code := range map[string]string{"Nome;Telefono\nMira;041\n": organisations.NoKey, "": tables.Empty, "PK\x03\x04": tables.Binary} {
		_, err := organisations.Import(testapp.New(t), strings.NewReader(table), organisations.ImportOptions{})
		var wrong *tables.Error
		if !errors.As(err, &wrong) || wrong.Code != code {
			t.Errorf("%q: %v, want %s", table, err, code)
		}
	}
}

func TestWhoIsRetiredIsLeftAlone(t *testing.T) {
	app := testapp.New(t)
	testapp.Organisation(t, app, "c_x001", map[string]any{"retired": day(1)})
	if out := take(t, app, newIndex, organisations.ImportOptions{}); out.Apart != 1 || out.Added != 2 {
		t.Errorf("%+v", out)
	}
}

func TestWhatTheAcademyExportsItImportsWithoutAChange(t *testing.T) {
	app := testapp.New(t)
	_, err := organisations.Add(app, organisations.Facts{
		IPA: "c_x001", Name: "Comune di \"Prova\"; e d'altro", Kind: organisations.Comune, ISTAT: "027901", TaxCode: "00368570271", Population: 10345,
		Mail: "info@prova.example", PEC: "prova@pec.example", Phone: "+39 041 1", Site: "https://prova.example", CertificateText: "Uno\nDue", Signatory: "Ada Bianchi", SignatoryRole: "Dirigente",
	})
	if err != nil {
		t.Fatal(err)
	}
	testapp.Organisation(t, app, "altro", map[string]any{"kind": "other", "name": "Altro ente"})
	list, _, err := organisations.List(app, organisations.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	_ = w.Write(organisations.Heads())
	for _, o := range list {
		_ = w.Write(o.Row())
	}
	w.Flush()
	for name, into := range map[string]core.App{"itself": app, "another academy": testapp.New(t)} {
		table := out.String()
		got := take(t, into, table, organisations.ImportOptions{Strict: true})
		if got.Changed != 0 || len(got.Wrong) != 0 || got.Same+got.Added != 2 || held(t, into) != held(t, app) {
			t.Errorf("into %s: %+v", name, got)
		}
	}
}
