package e2e

import (
	"net/url"
	"strings"
	"testing"
)

// Staff make a token for a program, copy it, and withdraw it, on a phone and without barriers.
func TestStaffGiveAProgramItsTokenAndTakeItBack(t *testing.T) {
	t.Parallel()
	staff := academy.as(t, "staff")
	w := plansWebinar(t, staff, "Consiglio in diretta", url.Values{})
	studio := "/manage" + w.path + "/studio"
	p := open(t, phone)
	p.become(staff)
	p.visit(studio)
	p.sees("Ancora nessun token")
	p.barriers("studio-empty")
	p.scrolls("studio-empty")
	p.picture("studio-empty")
	p.fill("#name", "Sala consiliare")
	p.follow(`form[action$="/studio"] button[type=submit]`)
	p.sees("Token per «Sala consiliare»", "Copia adesso il token", "1 token valido")
	if whip := eval[string](p, `document.getElementById("whip").value`); !strings.HasSuffix(whip, "/api/aula"+w.path+"/whip") {
		t.Errorf("the address is %s", whip)
	}
	p.barriers("studio-made")
	p.scrolls("studio-made")
	p.picture("studio-made")
	p.follow(`a[href$="/withdraw"]`)
	p.sees("Stai per ritirare il token di «Sala consiliare»")
	p.follow(`main form button`)
	p.sees("Token ritirato", "Ancora nessun token")
}
