package main

import (
	"os"
	"slices"
	"testing"

	"github.com/goccy/go-yaml"

	"aula/locales"
)

// publicCode holds the fields of publiccode.yml 0.7 that a catalogue needs.
type publicCode struct {
	Version           string   `yaml:"publiccodeYmlVersion"`
	Name              string   `yaml:"name"`
	URL               string   `yaml:"url"`
	SoftwareVersion   string   `yaml:"softwareVersion"`
	Platforms         []string `yaml:"platforms"`
	DevelopmentStatus string   `yaml:"developmentStatus"`
	SoftwareType      string   `yaml:"softwareType"`
	Description       map[string]struct {
		Short    string   `yaml:"shortDescription"`
		Long     string   `yaml:"longDescription"`
		Features []string `yaml:"features"`
	} `yaml:"description"`
	Legal struct {
		License string `yaml:"license"`
	} `yaml:"legal"`
	Maintenance struct {
		Type     string `yaml:"type"`
		Contacts []struct {
			Name string `yaml:"name"`
		} `yaml:"contacts"`
	} `yaml:"maintenance"`
	Localisation struct {
		Ready     bool     `yaml:"localisationReady"`
		Languages []string `yaml:"availableLanguages"`
	} `yaml:"localisation"`
}

func TestTheCatalogueOfReusableSoftwareCanReadUs(t *testing.T) {
	content, err := os.ReadFile("publiccode.yml")
	if err != nil {
		t.Fatal(err)
	}
	var p publicCode
	if err := yaml.Unmarshal(content, &p); err != nil {
		t.Fatal(err)
	}
	rows := []struct {
		name string
		ok   bool
	}{
		{"the version of the format", p.Version == "0.7"},
		{"a name and an address", p.Name == "Aula" && p.URL != ""},
		{"the version that the program says", p.SoftwareVersion == version},
		{"platforms", len(p.Platforms) > 0},
		{"a status of development", slices.Contains([]string{"concept", "development", "beta", "stable", "obsolete"}, p.DevelopmentStatus)},
		{"a type of software", p.SoftwareType == "standalone/web"},
		{"the licence", p.Legal.License == "EUPL-1.2"},
		{"who maintains it", p.Maintenance.Type == "internal" && len(p.Maintenance.Contacts) > 0},
		{"the languages of the interface", p.Localisation.Ready && slices.Equal(p.Localisation.Languages, locales.Languages)},
		{"a description in Italian", len(p.Description["it"].Features) > 0},
	}
	for _, row := range rows {
		if !row.ok {
			t.Errorf("publiccode.yml lacks %s", row.name)
		}
	}
	for lang, d := range p.Description {
		if short := len([]rune(d.Short)); short == 0 || short > 150 {
			t.Errorf("%s: the short description has %d characters", lang, short)
		}
		if long := len([]rune(d.Long)); long < 150 || long > 10000 {
			t.Errorf("%s: the long description has %d characters", lang, long)
		}
	}
}
