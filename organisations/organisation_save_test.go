package organisations_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/jpeg"
	"image/png"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/tools/filesystem"

	"aula/internal/testapp"
	"aula/organisations"
)

func mira() organisations.Facts {
	return organisations.Facts{IPA: "c_f229", Name: "Comune di Mira", Kind: organisations.Comune, ISTAT: "027023", TaxCode: "00368570271"}
}

func TestWhatIsWrongWithAnOrganisation(t *testing.T) {
	rows := []struct {
		name   string
		change func(*organisations.Facts)
		want   organisations.Problems // none: it is good
	}{
		{"nothing", func(*organisations.Facts) {}, nil},
		{"it has a code", func(f *organisations.Facts) { f.IPA = " " }, organisations.Problems{{Field: "ipa", Code: "required"}}},
		{"it has a name", func(f *organisations.Facts) { f.Name = "" }, organisations.Problems{{Field: "name", Code: "required"}}},
		{"a code has no spaces", func(f *organisations.Facts) { f.IPA = "c f229" }, organisations.Problems{{Field: "ipa", Code: "ipa"}}},
		{"a code is no path", func(f *organisations.Facts) { f.IPA = "../c_f229" }, organisations.Problems{{Field: "ipa", Code: "ipa"}}},
		{"a name is one line", func(f *organisations.Facts) { f.Name = "Mira\nDolo" }, organisations.Problems{{Field: "name", Code: "line"}}},
		{"a kind that there is not", func(f *organisations.Facts) { f.Kind = "province" }, organisations.Problems{{Field: "kind", Code: "kind"}, {Field: "istat", Code: "istat_comune"}}},
		{"six digits of ISTAT", func(f *organisations.Facts) { f.ISTAT = "0270234" }, organisations.Problems{{Field: "istat", Code: "istat"}}},
		{"digits only", func(f *organisations.Facts) { f.ISTAT = "O27023" }, organisations.Problems{{Field: "istat", Code: "istat"}}},
		{"a unione has none", func(f *organisations.Facts) { f.Kind = organisations.Unione }, organisations.Problems{{Field: "istat", Code: "istat_comune"}}},
		{"eleven digits", func(f *organisations.Facts) { f.TaxCode = "123456789012" }, organisations.Problems{{Field: "tax_code", Code: "tax_code"}}},
		{"a person's code", func(f *organisations.Facts) { f.TaxCode = "RSSMRA85T10A562S" }, organisations.Problems{{Field: "tax_code", Code: "tax_code"}}},
		{"two digits changed places", func(f *organisations.Facts) { f.TaxCode = "00368570217" }, organisations.Problems{{Field: "tax_code", Code: "tax_code_digit"}}},
		{"fewer than nobody", func(f *organisations.Facts) { f.Population = -1 }, organisations.Problems{{Field: "population", Code: "population"}}},
		{"a mailbox with a name", func(f *organisations.Facts) { f.Mail = "Mira <info@mira.example>" }, organisations.Problems{{Field: "mail", Code: "email"}}},
		{"no certified mailbox", func(f *organisations.Facts) { f.PEC = "pec" }, organisations.Problems{{Field: "pec", Code: "email"}}},
		{"a telephone with words", func(f *organisations.Facts) { f.Phone = "chiedi a Rita" }, organisations.Problems{{Field: "phone", Code: "phone"}}},
		{"a site that runs a script", func(f *organisations.Facts) { f.Site = "javascript:alert(1)" }, organisations.Problems{{Field: "site", Code: "link"}}},
		{"all of it at once", func(f *organisations.Facts) { f.IPA, f.PEC = "", "x" }, organisations.Problems{{Field: "ipa", Code: "required"}, {Field: "pec", Code: "email"}}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			app := testapp.New(t)
			f := mira()
			row.change(&f)
			_, err := organisations.Add(app, f)
			var problems organisations.Problems
			errors.As(err, &problems)
			if !slices.Equal(problems, row.want) {
				t.Errorf("got %v, want %v", err, row.want)
			}
			if n, _ := app.CountRecords("organisations"); (n == 1) != (row.want == nil) {
				t.Errorf("%d organisations", n)
			}
		})
	}
}

func TestWhatTablesLoseIsPutBack(t *testing.T) {
	app := testapp.New(t)
	o, err := organisations.Add(app, organisations.Facts{
		IPA: " C_F229 ", Name: " Comune di Mira ", Kind: organisations.Comune, ISTAT: "27023", TaxCode: "368570271", Site: "www.comune.mira.example/",
		CertificateText: "Uno\r\nDue",
	})
	if err != nil {
		t.Fatal(err)
	}
	want := organisations.Facts{
		IPA: "c_f229", Name: "Comune di Mira", Kind: organisations.Comune, ISTAT: "027023", TaxCode: "00368570271", Site: "https://www.comune.mira.example",
		CertificateText: "Uno\nDue",
	}
	if o.Facts() != want {
		t.Errorf("got %+v", o.Facts())
	}
}

func TestTwoOrganisationsShareNoCode(t *testing.T) {
	app := testapp.New(t)
	first, err := organisations.Add(app, mira())
	if err != nil {
		t.Fatal(err)
	}
	again := mira()
	again.IPA = "C_F229"
	var problems organisations.Problems
	want := organisations.Problems{{Field: "ipa", Code: "ipa_taken"}, {Field: "istat", Code: "istat_taken"}}
	if _, err := organisations.Add(app, again); !errors.As(err, &problems) || !slices.Equal(problems, want) {
		t.Errorf("got %v", err)
	}
	if _, err := organisations.Change(app, first.Id, mira()); err != nil {
		t.Errorf("itself is no other: %v", err)
	}
	if err := organisations.Retire(app, first.Id, time.Now()); err != nil {
		t.Fatal(err)
	}
	merged := mira()
	merged.IPA = "c_m999"
	if _, err := organisations.Add(app, merged); err != nil {
		t.Errorf("the number of a comune that is no more can be another's: %v", err)
	}
}

func TestTheKindStaysWhileMembersDependOnIt(t *testing.T) {
	app := testapp.New(t)
	comune, free := testapp.Organisation(t, app, "c_aaa"), testapp.Organisation(t, app, "c_bbb")
	union := testapp.Organisation(t, app, "u_ccc", map[string]any{"kind": "unione"})
	if err := organisations.AddMember(app, union.Id, comune.Id, organisations.Period{From: day(1), Until: day(2)}); err != nil {
		t.Fatal(err)
	}
	rows := []struct {
		name, id string
		kind     organisations.Kind
		want     string
	}{
		{"who has been a member stays a comune", comune.Id, organisations.Other, "kind_member"},
		{"who has had members stays a union", union.Id, organisations.Other, "kind_members"},
		{"a union of another kind", union.Id, organisations.MetropolitanCity, ""},
		{"who was never in one", free.Id, organisations.Other, ""},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			o, err := organisations.Find(app, row.id)
			if err != nil {
				t.Fatal(err)
			}
			f := o.Facts()
			f.Kind = row.kind
			_, err = organisations.Change(app, row.id, f)
			var problems organisations.Problems
			errors.As(err, &problems)
			if (row.want == "") != (err == nil) || row.want != "" && !slices.Contains(problems, organisations.Problem{Field: "kind", Code: row.want}) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestWhoIsRetiredIsBroughtBackFirst(t *testing.T) {
	app := testapp.New(t)
	o, err := organisations.Add(app, mira())
	if err != nil {
		t.Fatal(err)
	}
	if err := organisations.Retire(app, o.Id, time.Now()); err != nil {
		t.Fatal(err)
	}
	if _, err := organisations.Change(app, o.Id, mira()); !errors.Is(err, organisations.ErrRetired) {
		t.Errorf("changed: %v", err)
	}
	if err := organisations.Restore(app, o.Id); err != nil {
		t.Fatal(err)
	}
	if _, err := organisations.Change(app, o.Id, mira()); err != nil {
		t.Errorf("brought back: %v", err)
	}
}

func TestOnlyWhatNothingRefersToIsDeleted(t *testing.T) {
	app := testapp.New(t)
	alone, member := testapp.Organisation(t, app, "c_aaa"), testapp.Organisation(t, app, "c_bbb")
	union := testapp.Organisation(t, app, "u_ccc", map[string]any{"kind": "unione"})
	if err := organisations.AddMember(app, union.Id, member.Id, organisations.Period{From: day(1), Until: day(2)}); err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]error{alone.Id: nil, member.Id: organisations.ErrReferred, union.Id: organisations.ErrReferred, "nobody": organisations.ErrNoOrganisation} {
		if err := organisations.Delete(app, id); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", id, err, want)
		}
	}
	if n, _ := app.CountRecords("organisations"); n != 2 {
		t.Errorf("%d organisations are left", n)
	}
}

func TestALogoIsAPictureThatCertificatesCanShow(t *testing.T) {
	app := testapp.New(t)
	id := testapp.Organisation(t, app, "c_aaa").Id
	var plain, photo bytes.Buffer
	if err := errors.Join(png.Encode(&plain, image.NewNRGBA(image.Rect(0, 0, 20, 10))), jpeg.Encode(&photo, image.NewGray(image.Rect(0, 0, 20, 10)), nil)); err != nil {
		t.Fatal(err)
	}
	huge := "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\xff\xff\x00\x00\xff\xff\x08\x06\x00\x00\x00"
	huge += string(binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE([]byte(huge[12:]))))
	rows := []struct {
		name, file, content string
		problem             string
	}{
		{"a PNG", "logo.png", plain.String(), ""},
		{"a JPEG", "logo.jpg", photo.String(), ""},
		{"a page that calls itself a picture", "logo.png", "<html><script>alert(1)</script></html>", "picture"},
		{"a drawing, which certificates cannot show", "logo.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>", "picture"},
		{"more than a megabyte", "logo.png", plain.String() + strings.Repeat(" ", 1<<20), "picture"},
		{"half of a picture", "logo.png", plain.String()[:plain.Len()-20], "picture_damaged"},
		{"four thousand million pixels", "logo.png", huge, "picture_damaged"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			file, err := filesystem.NewFileFromBytes([]byte(row.content), row.file)
			if err != nil {
				t.Fatal(err)
			}
			err = organisations.SetLogo(app, id, file)
			var problems organisations.Problems
			if (row.problem == "") != (err == nil) || err != nil && (!errors.As(err, &problems) || problems[0].Code != row.problem) {
				t.Errorf("got %v, want %q", err, row.problem)
			}
		})
	}
	if err := organisations.SetLogo(app, id, nil); err != nil {
		t.Fatal(err)
	}
	if o, _ := organisations.Find(app, id); o.LogoAddress() != "" {
		t.Errorf("still %s", o.LogoAddress())
	}
}
