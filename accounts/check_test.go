package accounts

import (
	"slices"
	"strings"
	"testing"
)

func TestWhatIsWrongWithAPassword(t *testing.T) {
	rows := []struct{ name, password, want string }{
		{"nothing written", "", "required"},
		{"nine characters", "abcdeX7ké", "password_short"},
		{"ten characters", "tavolo-7 è", ""},
		{"a phrase", "il gatto dorme sul tetto", ""},
		{"more bytes than bcrypt reads", strings.Repeat("ab9è", 18), "password_long"},
		{"one sign repeated", "aaaaaaaaaaaa", "password_silly"},
		{"two signs in turn", "abababababab", "password_silly"},
		{"a run of digits", "0123456789", "password_silly"},
		{"a run backwards", "9876543210", "password_silly"},
		{"a word everybody takes", "Password123!", "password_silly"},
		{"another", "qwertyuiop1", "password_silly"},
		{"a year after it", "Juventus2026", "password_silly"},
		{"the name", "AdaLovelace1", "password_own"},
		{"the mailbox", "ada.lovelace", "password_own"},
		{"the name within more", "AdaLovelace e il telaio", ""},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			if got := CheckPassword(row.password, "Ada", "Lovelace", "ada.lovelace@example.it"); got != row.want {
				t.Errorf("%q: got %q, want %q", row.password, got, row.want)
			}
		})
	}
}

func TestWhatIsAMailbox(t *testing.T) {
	rows := []struct {
		email string
		want  bool
	}{
		{"ada@example.it", true}, {"ada+corsi@comune.example.it", true}, {"ada@xn--caff-8oa.it", true},
		{"", false}, {"ada", false}, {"ada@localhost", false}, {"@example.it", false}, {"ada@", false}, {"ada@.", false},
		{"Ada <ada@example.it>", false}, {"ada@example.it\r\nBcc: b@example.it", false}, {"a@b.it,c@d.it", false},
		{strings.Repeat("a", 250) + "@b.it", false},
	}
	for _, row := range rows {
		if got := ValidAddress(row.email); got != row.want {
			t.Errorf("%q: %v", row.email, got)
		}
	}
}

func TestWhatIsWrongWithAName(t *testing.T) {
	rows := []struct{ name, want string }{
		{"Ada", ""}, {"D'Annunzio", ""}, {"Müller-Lüdenscheidt", ""}, {"Željko", ""}, {"José María", ""}, {"王", ""},
		{"", "required"}, {strings.Repeat("a", 101), "name_long"}, {"vinci https://example.com", "name_signs"},
		{"www.example.com", "name_signs"}, {"<b>Ada</b>", "name_signs"}, {"a@b.it", "name_signs"}, {"a\u202eb", "name_signs"},
	}
	for _, row := range rows {
		if got := checkName(row.name); got != row.want {
			t.Errorf("%q: got %q, want %q", row.name, got, row.want)
		}
	}
	if got := NormaliseName("  Anna   Maria "); got != "Anna Maria" {
		t.Errorf("normalised %q", got)
	}
}

func TestAFormSaysAllThatIsWrongInTheOrderOfItsFields(t *testing.T) {
	err := SignUp{Email: "x", Password: "short"}.Check()
	want := Problems{{"given_name", "required"}, {"family_name", "required"}, {"email", "email"}, {"password", "password_short"}}
	if !slices.Equal(err, want) {
		t.Errorf("got %v", err)
	}
}

func TestADeviceIsNamedByBrowserAndSystem(t *testing.T) {
	rows := []struct{ agent, want string }{
		{"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:150.0) Gecko/20100101 Firefox/150.0", "Firefox · Windows"},
		{"Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1", "Safari · iPhone"},
		{"Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36", "Samsung Internet · Android"},
		{"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36 Edg/150.0", "Edge · macOS"},
		{"curl/8.0", ""}, {"", ""},
	}
	for _, row := range rows {
		if got := Device(row.agent); got != row.want {
			t.Errorf("%s: %q, want %q", row.agent, got, row.want)
		}
	}
}
