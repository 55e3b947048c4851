"""Addresses, hosts, colours and grouped hex."""

from __future__ import annotations

from collections.abc import Mapping

from verisynth.generators.regex_patterns.draft import Concept
from verisynth.generators.regex_patterns.network.grouped_hex import grouped_hex
from verisynth.generators.regex_patterns.network.hex_colour import hex_colour
from verisynth.generators.regex_patterns.network.host_label import host_label
from verisynth.generators.regex_patterns.network.ipv4 import ipv4
from verisynth.generators.regex_patterns.network.mac_address import mac_address
from verisynth.generators.regex_patterns.network.url import url

CONCEPTS: Mapping[str, Concept] = {
    "ipv4": ipv4,
    "mac-address": mac_address,
    "hex-colour": hex_colour,
    "url": url,
    "host-label": host_label,
    "grouped-hex": grouped_hex,
}
