package accounts

import "testing"

func TestNamesInCapitalsAreWrittenAsPeopleWriteThem(t *testing.T) {
	for _, row := range []struct{ given, family, wantGiven, wantFamily string }{
		{"MARIA", "ROSSI", "Maria", "Rossi"},
		{"MARIA PIA", "D'AMICO", "Maria Pia", "D'Amico"},
		{"ANNA", "DELL’ORTO", "Anna", "Dell’Orto"},
		{"NICOLO'", "DE LUCA", "Nicolo'", "De Luca"},
		{"HÉLÈNE", "MÜLLER-KOFLER", "Hélène", "Müller-Kofler"},
		{"NICOLO\u0300", "RUSSO", "Nicolo\u0300", "Russo"}, // the accent is a sign of its own
		{"ŽIVA", "ČERNÝ ŠKERLJ", "Živa", "Černý Škerlj"},
		{"J.R.", "MCDONALD", "J.R.", "Mcdonald"}, // nobody can tell by the letters
		{"A", "O'", "A", "O'"},
		{"", "SUKARNO", "", "Sukarno"},
		{"", "", "", ""},
		{"Maria", "ROSSI", "Maria", "ROSSI"}, // only the whole name tells that nobody chose the capitals
		{"MARIA", "McDonald", "MARIA", "McDonald"},
		{"Maria", "de Luca", "Maria", "de Luca"},
		{"maria", "rossi", "maria", "rossi"},
		{"美", "王", "美", "王"},
	} {
		given, family := fromCapitals(row.given, row.family)
		if given != row.wantGiven || family != row.wantFamily {
			t.Errorf("%q %q: %q %q", row.given, row.family, given, family)
		}
		if g, f := fromCapitals(given, family); g != given || f != family {
			t.Errorf("%q %q is changed again: %q %q", given, family, g, f)
		}
	}
}
