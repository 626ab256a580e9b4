// Command bench measures Aula and prints one line a figure, tab-separated:
//
//	bench  name  value  unit  goal  met|missed|invalid
//
// A line that begins with "info" has no goal. Ratios compare Aula with the unmodified default path of the
// library on which it stands; each such baseline is in a file of its own (baseline_*.go, stock/). Both sides
// of a ratio are measured in turn in one run, and the ratio is the median of the pairs. What made a figure
// invalid is said on standard error.
package main

import (
	"flag"
	"fmt"
	"os"
	"regexp"
)

// experiment measures one or more figures.
type experiment struct {
	figures []string // names, for -only and for saying that they could not be measured
	run     func(*lab) ([]figure, error)
}

var experiments = []experiment{
	{[]string{"lesson_cpu"}, lessonCPU},
	{[]string{"catalogue_cpu"}, catalogueCPU},
	{[]string{"me_growth", "catalogue_growth", "search_growth"}, growth},
	{[]string{"certificate_time", "certificate_memory"}, certificateCost},
	{[]string{"submission_time"}, submissionTime},
	{[]string{"submissions_at_once"}, submissionsAtOnce},
	{[]string{"rendering_time"}, renderingTime},
	{[]string{"regrade_time"}, regradeTime},
	{[]string{"people_import"}, peopleImport},
	{[]string{"erasure_time", "erasure_scans"}, erasure},
	{[]string{"spid_response"}, spidResponse},
	{[]string{"ledger_recompute"}, ledgerRecompute},
	{[]string{"report_rows"}, reportRows},
	{[]string{"referent_people", "referent_assigned", "referent_finished"}, referentLists},
	{[]string{"lesson_first_visit", "lesson_second_visit"}, lessonWeight},
	{[]string{"backup_time", "backup_writer_pause"}, backupTime},
	{[]string{"forward_cpu", "forward_latency", "forward_memory", "forward_memory_200"}, forward},
	{[]string{"person_720", "person_360", "person_180"}, people},
	{[]string{"whep_cpu", "whep_latency", "whep_memory"}, whep},
	{[]string{"fallback_time", "recovery_time"}, fallback},
	{[]string{"recording_cpu", "recording_memory"}, recordingCost},
	{[]string{"remux_hour", "remux_memory"}, filmHour("", vp8Camera())},
	{[]string{"remux_hour_mp4", "remux_memory_mp4"}, filmHour("_mp4", h264Camera())},
	{[]string{"webinar_page"}, webinarPage},
	{[]string{"registration", "registration_guest"}, registrationTime},
	{[]string{"registration_served"}, registrationServed},
	{[]string{"room_message"}, roomMessage},
	{[]string{"room_idle"}, roomIdle},
	{[]string{"room_entry", "room_entry_refused"}, roomEntry},
	{[]string{"room_return"}, roomReturn},
	{[]string{"start_time", "idle_memory"}, start},
}

func main() {
	only := flag.String("only", ".", "measure the figures whose name matches this `pattern`")
	flag.Parse()
	pattern, err := regexp.Compile(*only)
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(2)
	}
	os.Exit(measure(pattern))
}

// measure runs the experiments and returns the exit status: 0 even where goals are missed, 1 where an
// experiment could not be run.
func measure(pattern *regexp.Regexp) int {
	l, err := openLab()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		return 1
	}
	defer l.close()
	status := 0
	for _, x := range experiments {
		if !x.wanted(pattern) {
			continue
		}
		figures, err := x.run(l)
		if err != nil {
			fmt.Fprintf(os.Stderr, "bench: %s: %v\n", x.figures[0], err)
			status = 1
		}
		for _, f := range x.complete(figures) {
			f.print()
		}
	}
	return status
}

func (x experiment) wanted(pattern *regexp.Regexp) bool {
	for _, name := range x.figures {
		if pattern.MatchString(name) {
			return true
		}
	}
	return false
}

// complete adds an invalid figure for each that the experiment owes.
func (x experiment) complete(figures []figure) []figure {
	for _, name := range x.figures {
		found := false
		for _, f := range figures {
			found = found || f.name == name
		}
		if !found {
			figures = append(figures, figure{name: name, fault: "not measured"})
		}
	}
	return figures
}
