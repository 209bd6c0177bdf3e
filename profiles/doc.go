// Package profiles keeps what outlives the process: the profiles and the
// interactions, one YAML file each, the consents to what triggers do, and the
// stored task output, one JSON Lines file a run.
//
// Its goroutines, who starts them and what ends them:
//
//	folder.watch      Start            loads the folder, then follows its changes; ends with Close, of
//	                                   the Store and the Interactions each
//	folder.inPairs    a refresh, Find  two at a time, read and parse files; end before it returns
//	recorder.write    Outputs.Open     encodes and writes one run; ends with recorder.Close, or, when
//	                                   the disk hangs, as soon as the disk answers
//	StoredRun.index   Outputs.Read     finds the lines of a stored run; ends with StoredRun.Close
//	Outputs.search    Outputs.Search   two at a time, search a run each; end with the search
//	(fsnotify's own)  folder.watch     ends with the watcher
//
// A panic in any of them is logged with its stack and shown as an error of the
// store, of the recorder, of the stored run or of the search; nothing else ends
// with it.
package profiles
