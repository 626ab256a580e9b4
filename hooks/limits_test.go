package hooks_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"aula/internal/testapp"
)

func TestPocketBasesWaysInAreLimitedByAccount(t *testing.T) {
	rows := []struct {
		way, body string
		tries     int // that are allowed at once
	}{
		{"auth-with-password", `{"identity":"%s","password":"wrong"}`, 10},
		{"request-otp", `{"email":"%s"}`, 4},
		{"request-password-reset", `{"email":"%s"}`, 3},
		{"request-verification", `{"email":"%s"}`, 4},
	}
	for _, row := range rows {
		for _, email := range []string{"learner@example.org", "nobody@example.org"} { // the same for both, or it would tell
			t.Run(row.way+" of "+email, func(t *testing.T) {
				_, url := newServer(t)
				address := url + "/api/collections/users/" + row.way
				if email[0] == 'n' {
					address = url + "/api/collections/_pb_users_auth_/" + row.way // by its other name
				}
				send := func(email string) (*http.Response, error) {
					req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(fmt.Sprintf(row.body, email)))
					if err != nil {
						return nil, err
					}
					req.Header.Set("Content-Type", "application/json")
					return http.DefaultClient.Do(req)
				}
				for i := range row.tries + 1 {
					// Other spellings are the same account.
					res, err := send([]string{email, strings.ToUpper(email), " " + email}[i%3])
					if err != nil {
						t.Fatal(err)
					}
					res.Body.Close()
					if limited := res.StatusCode == http.StatusTooManyRequests; limited != (i == row.tries) {
						t.Errorf("try %d: %d", i+1, res.StatusCode)
					}
					if i == row.tries && res.Header.Get("Retry-After") == "" {
						t.Error("no Retry-After")
					}
				}
				res, err := send("somebody.else@example.org")
				if err != nil {
					t.Fatal(err)
				}
				res.Body.Close()
				if res.StatusCode == http.StatusTooManyRequests {
					t.Error("somebody else is limited too")
				}
			})
		}
	}
}

func TestChangingThePasswordThroughTheAPIIsLimited(t *testing.T) {
	app, url := newServer(t)
	user := testapp.Person(t, app, "learner")
	body := map[string]any{"oldPassword": "wrong", "password": "tavolo rosso 7", "passwordConfirm": "tavolo rosso 7"}
	for i := range 11 {
		status, answer := call(t, http.MethodPatch, url+"/api/collections/users/records/"+user.Id, testapp.Token(t, user), body)
		if limited := status == http.StatusTooManyRequests; limited != (i == 10) {
			t.Errorf("try %d: %d %s", i+1, status, answer)
		}
	}
}

func TestTheLimitsAnswerIsInTheReadersLanguage(t *testing.T) {
	_, url := newServer(t)
	var answer []byte
	for range 4 {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/api/collections/users/request-password-reset",
			strings.NewReader(`{"email":"x@example.org"}`))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Accept-Language", "de")
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		answer, err = io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{`"code":"too_many"`, "Zu viele Versuche"} {
		if !strings.Contains(string(answer), want) {
			t.Errorf("%s lacks %q", answer, want)
		}
	}
}
