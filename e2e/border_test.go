package e2e

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
)

// kindsOfAddress are one address of each kind that the program answers, there or not.
var kindsOfAddress = []string{
	"/", "/courses/spid-e-cie", "/nowhere", "/sign-in", "/assets/nothing.js",
	"/api/aula/courses/spid-e-cie", "/api/aula/nothing", "/api/aula/openapi.json", "/api/aula/health", "/metrics",
	"/api/health", "/api/nothing", "/api/collections/courses/records", "/api/collections/users/records", "/api/files/centre/nothing/nothing.png", "/_/",
}

func TestEveryKindOfAnswerIsGuardedAndNoOtherSiteMayReadIt(t *testing.T) {
	t.Parallel()
	v := academy.stranger(t)
	for _, path := range kindsOfAddress {
		for _, method := range []string{http.MethodGet, http.MethodOptions, http.MethodPost} {
			req, err := http.NewRequest(method, academy.url+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Origin", "https://evil.example")
			req.Header.Set("Access-Control-Request-Method", "POST")
			got, err := v.send(req)
			if err != nil {
				t.Fatal(err)
			}
			if allowed := got.header.Get("Access-Control-Allow-Origin"); allowed == "*" || strings.Contains(allowed, "evil") {
				t.Errorf("%s %s: %q may read it", method, path, allowed)
			}
			if got.header.Get("Access-Control-Allow-Credentials") != "" {
				t.Errorf("%s %s: with credentials", method, path)
			}
			if method == http.MethodOptions {
				continue // it has no content
			}
			for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "", "Content-Security-Policy": ""} {
				if value := got.header.Get(name); value == "" || want != "" && value != want {
					t.Errorf("%s %s: %d has %s %q", method, path, got.status, name, value)
				}
			}
		}
	}
}

// bigPaths are one way in of each kind that takes something.
var bigPaths = []struct{ method, path string }{
	{"POST", "/api/aula/courses/spid-e-cie/enrolment"}, {"POST", "/api/aula/nothing"},
	{"POST", "/api/collections/users/auth-with-password"}, {"POST", "/api/collections/users/request-password-reset"},
	{"POST", "/api/collections/users/records"}, {"POST", "/api/realtime"}, {"POST", "/api/nothing"},
	{"POST", "/sign-in"}, {"POST", "/sign-up"}, {"POST", "/language"}, {"POST", "/nowhere"},
}

func TestTenMegabytesAreRefusedInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	big := bytes.Repeat([]byte("a"), 10<<20)
	json := append(append([]byte(`{"email":"`), big...), `"}`...)
	form := append([]byte("email="), big...)
	for _, at := range bigPaths {
		for kind, body := range map[string][]byte{"application/json": json, "application/x-www-form-urlencoded": form} {
			req, err := http.NewRequest(at.method, academy.url+at.path, bytes.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Content-Type", kind)
			req.Header.Set("Accept-Language", "de")
			got, err := academy.stranger(t).send(req)
			if err != nil {
				t.Errorf("%s %s: %v", at.method, at.path, err)
				continue
			}
			if got.status != http.StatusRequestEntityTooLarge || !got.says("zu groß") {
				t.Errorf("%s %s as %s: %d %.200s", at.method, at.path, kind, got.status, got.body)
			}
		}
	}
}
