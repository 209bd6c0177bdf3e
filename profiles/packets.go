package profiles

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tcpdeck/model"
)

// packetGroupName is the group of the profiles made from Packet Sender's packets.
const packetGroupName = "Packet Sender"

// packetList is the array that names the packets in packets.ini; each has its
// settings in a group of its name. See Packet::fetchAllfromDB in
// https://github.com/dannagle/PacketSender/blob/development/src/packet.cpp.
const packetList = "NAMES"

// hasPackets says whether data is a packets.ini, whatever its name.
func hasPackets(data []byte) bool {
	for line := range bytes.Lines(data) {
		if string(bytes.TrimSpace(line)) == "["+packetList+"]" {
			return true
		}
	}
	return false
}

// readPackets makes a profile of each TCP packet of a packets.ini. The messages
// in it are nothing that a profile has.
func readPackets(file string, data []byte) (model.Imported, error) {
	settings := readSettings(data)
	size, err := strconv.Atoi(settings[packetList+"/size"])
	if err != nil {
		return model.Imported{}, &model.FileError{File: file, Message: "it has no [" + packetList + "] with a size; expected Packet Sender's packets.ini"}
	}
	var in model.Imported
	passed, messages, bad, firstBad := map[string]int{}, 0, 0, ""
	for i := 1; i <= min(size, len(settings)); i++ {
		name := settings[fmt.Sprintf("%s/%d/name", packetList, i)]
		at := func(key string) string { return settings[packetGroup(name)+"/"+key] }
		if kind := packetKind(at("tcpOrUdp")); kind != "TCP" {
			passed[kind]++
			continue
		}
		p, err := packetProfile(name, at)
		if err != nil {
			if bad++; bad == 1 {
				firstBad = fmt.Sprintf("%s: %v", clip(name), err)
			}
			continue
		}
		if at("hexString") != "" {
			messages++
		}
		in.Profiles = append(in.Profiles, p)
	}
	in.Notes = packetNotes(passed, messages, bad, firstBad)
	return in, nil
}

// packetGroup is the key that Qt makes of a name: no slash at its ends, none
// twice.
func packetGroup(name string) string {
	return strings.Join(strings.FieldsFunc(name, func(r rune) bool { return r == '/' }), "/")
}

// packetKind is what Packet Sender takes the word for.
func packetKind(word string) string {
	word = strings.ToUpper(strings.TrimSpace(word))
	for _, kind := range []string{"DTLS", "SSL", "HTTP", "TCP", "UDP"} {
		if strings.Contains(word, kind) {
			return kind
		}
	}
	return "of no known kind"
}

func packetProfile(name string, at func(string) string) (model.Profile, error) {
	p := model.NewProfile()
	p.Name, p.Group, p.Address = strings.TrimSpace(name), packetGroupName, strings.TrimSpace(at("toIP"))
	port, err := model.ParsePort(at("port"))
	if err != nil {
		return p, model.FieldError{Field: model.FieldPort, Message: err.Error()}
	}
	p.Port = port
	if errs := p.Validate(); len(errs) > 0 {
		return p, errs
	}
	_, err = p.DialAddress()
	return p, err
}

// packetNotes says what of the packets no profile keeps.
func packetNotes(passed map[string]int, messages, bad int, firstBad string) []string {
	var notes, kinds []string
	total := 0
	for kind, n := range passed {
		kinds = append(kinds, fmt.Sprintf("%d %s", n, kind))
		total += n
	}
	if total > 0 {
		slices.Sort(kinds)
		notes = append(notes, fmt.Sprintf("%s passed over, only TCP makes a profile: %s", counted(total, "packet"), strings.Join(kinds, ", ")))
	}
	if bad > 0 {
		notes = append(notes, fmt.Sprintf("%s passed over, no profile can have their settings; the first is %s", counted(bad, "TCP packet"), firstBad))
	}
	if messages > 0 {
		notes = append(notes, fmt.Sprintf("%s not imported: a profile keeps where to connect, not what to send", counted(messages, "message")))
	}
	return notes
}

func counted(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}
