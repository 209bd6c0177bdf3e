package profiles

const floodVariable = "TCPDECK_TEST_FLOOD"

func flood(dir string) {}
