"""The languages verisynth judges: reading, changing and deciding, without executing anything."""
