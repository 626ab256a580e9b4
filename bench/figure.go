package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

// goals are what the figures may not exceed. A figure that is not among them is for information.
var goals = map[string]string{
	"lesson_cpu":          "1.0",
	"catalogue_cpu":       "0.5",
	"me_growth":           "1.3",
	"catalogue_growth":    "1.3",
	"search_growth":       "1.3",
	"certificate_time":    "1.5",
	"certificate_memory":  "1.1",
	"rendering_time":      "1.5",
	"regrade_time":        "2.0",
	"people_import":       "3.0",
	"erasure_time":        "1.5",
	"erasure_scans":       "0",
	"spid_response":       "2.0",
	"ledger_recompute":    "3.0",
	"report_rows":         "1.5",
	"referent_people":     "1.5",
	"referent_assigned":   "1.5",
	"referent_finished":   "1.5",
	"submission_time":     "1.5",
	"submissions_at_once": "0",
	"lesson_first_visit":  "120",
	"lesson_second_visit": "15",
	"start_time":          "0.3",
	"backup_time":         "2.0",
	"backup_writer_pause": "1.0",
	"forward_cpu":         "0.60",
	"forward_latency":     "2.0",
	"forward_memory":      "0.25",
	"forward_memory_200":  "0.25",
	"person_720":          "4.0",
	"person_360":          "4.0",
	"person_180":          "3.0",
	"whep_cpu":            "0.60",
	"whep_latency":        "2.0",
	"whep_memory":         "0.25",
	"fallback_time":       "3.0",
	"recovery_time":       "15",
	"recording_cpu":       "1.05",
	"recording_memory":    "8",
	"remux_hour":          "60",
	"remux_memory":        "64",
	"remux_hour_mp4":      "60",
	"remux_memory_mp4":    "64",
	"idle_memory":         "60",
	"room_message":        "0.5",
	"room_idle":           "2.0",
	"room_entry":          "60",
	"room_entry_refused":  "0",
	"room_return":         "10",
	"webinar_page":        "1.0",
	"registration":        "2.0",
	"registration_guest":  "2.0",
	"registration_served": "2.0",
}

// figure is one line of the outcome.
type figure struct {
	name  string
	value float64
	unit  string
	fault string // why the run was invalid; empty: it was not
}

// print writes the line, and on standard error what made the figure invalid.
func (f figure) print() {
	if f.fault != "" {
		fmt.Fprintf(os.Stderr, "bench: %s is invalid: %s\n", f.name, f.fault)
	}
	fmt.Println(f.line())
}

// line is the figure as it is printed. One of an invalid run is neither met nor missed, whatever its value.
func (f figure) line() string {
	value := strconv.FormatFloat(f.value, 'f', digits(f.value), 64)
	goal, aimed := goals[f.name]
	if !aimed {
		columns := []string{"info", f.name, value, f.unit}
		if f.fault != "" {
			columns = append(columns, "-", "invalid")
		}
		return strings.Join(columns, "\t")
	}
	if f.unit == "" {
		value, f.unit = "-", "-"
	}
	state := "met"
	if most, err := strconv.ParseFloat(goal, 64); err != nil || f.value > most {
		state = "missed"
	}
	if f.fault != "" {
		state = "invalid"
	}
	return strings.Join([]string{"bench", f.name, value, f.unit, "<=" + goal, state}, "\t")
}

func digits(v float64) int {
	switch {
	case v < 10:
		return 3
	case v < 1000:
		return 1
	}
	return 0
}

// ratio is the figure of pairs measured in turn, followed by what each side took. The names of the sides are
// "ours" and "baseline" unless given.
func ratio(name, unit string, p pairs, sides ...string) []figure {
	if len(sides) == 0 {
		sides = []string{"ours", "baseline"}
	}
	return []figure{
		p.figure(name),
		{name: name + "_" + sides[0], value: median(p.ours), unit: unit},
		{name: name + "_" + sides[1], value: median(p.baseline), unit: unit},
	}
}
