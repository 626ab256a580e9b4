package attendee

import "testing"

func TestReadLink(t *testing.T) {
	for _, row := range []struct {
		address string
		want    Ticket
		fault   bool
	}{
		{"https://academy.example.org/webinars/abc/join/a.1.2.c", Ticket{URL: "https://academy.example.org", Webinar: "abc", Link: "/webinars/abc/join/a.1.2.c"}, false},
		{"/webinars/abc/join/a.1.2.c", Ticket{}, true},
		{"https://academy.example.org/webinars/abc/room", Ticket{}, true},
		{"https://academy.example.org/webinars/abc/join/a/withdraw", Ticket{}, true},
		{"https://academy.example.org/%zz", Ticket{}, true},
	} {
		got, err := ReadLink(row.address)
		if got != row.want || (err != nil) != row.fault {
			t.Errorf("%s: %+v, error %v", row.address, got, err)
		}
	}
}

func TestKindOf(t *testing.T) {
	for message, want := range map[string]string{
		`{"type":"chat.said","seq":3,"message":{}}`: "chat.said", `{"type":"ok","id":1}`: "ok", `{"seq":3}`: "", ``: "", `{"type":"`: "",
	} {
		if got := kindOf([]byte(message)); got != want {
			t.Errorf("%s is %q", message, got)
		}
	}
}
