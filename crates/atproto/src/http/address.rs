//! Which addresses may be connected to.
//!
//! The ranges are those of the IANA special-purpose registries
//! ([IPv4](https://www.iana.org/assignments/iana-ipv4-special-registry/),
//! [IPv6](https://www.iana.org/assignments/iana-ipv6-special-registry/)) and the addresses at which cloud
//! providers serve credentials to whoever asks from inside.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What kind of place an address is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AddressClass {
    /// Anywhere on the public network: allowed.
    Public,
    /// A private network, such as a server in somebody's home: RFC 1918, unique local, carrier-grade NAT and
    /// the benchmarking range that VPN software answers with. Allowed for hosts the person agreed to.
    Private,
    /// This machine. Allowed in development only, where it is the only place allowed.
    Loopback,
    /// The local link, `169.254.0.0/16` or `fe80::/10`.
    LinkLocal,
    /// A cloud provider's metadata service, wherever its address lies.
    Metadata,
    /// An IPv4 address in an IPv6 coat: mapped, compatible, NAT64, 6to4 or Teredo.
    Embedded,
    /// `0.0.0.0/8` or `::`, which some systems take for this machine.
    Unspecified,
    /// Multicast or broadcast.
    Multicast,
    /// Documentation, future use, or not handed out at all.
    Reserved,
}

/// Addresses of metadata services that would otherwise count as private or public.
const METADATA_V4: [Ipv4Addr; 4] = [
    Ipv4Addr::new(169, 254, 169, 254),
    Ipv4Addr::new(100, 100, 100, 200),
    Ipv4Addr::new(168, 63, 129, 16),
    Ipv4Addr::new(192, 0, 0, 192),
];
const METADATA_V6: [Ipv6Addr; 3] = [
    Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254),
    Ipv6Addr::new(0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254),
    Ipv6Addr::new(0xfd00, 0x42, 0, 0, 0, 0, 0, 0x42),
];

impl AddressClass {
    /// The class of an address.
    #[must_use]
    pub fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(address) => of_v4(address),
            IpAddr::V6(address) => of_v6(address),
        }
    }

    /// The class in a few words: `the local link`.
    #[must_use]
    pub fn describe(self) -> &'static str {
        match self {
            Self::Public => "the public network",
            Self::Private => "a private network",
            Self::Loopback => "this machine",
            Self::LinkLocal => "the local link",
            Self::Metadata => "a cloud metadata service",
            Self::Embedded => "an IPv4 address inside an IPv6 address",
            Self::Unspecified => "no address at all",
            Self::Multicast => "many machines at once",
            Self::Reserved => "a reserved range",
        }
    }
}

fn of_v4(address: Ipv4Addr) -> AddressClass {
    if METADATA_V4.contains(&address) {
        return AddressClass::Metadata;
    }
    match address.octets() {
        [0, ..] => AddressClass::Unspecified,
        [127, ..] => AddressClass::Loopback,
        [169, 254, ..] => AddressClass::LinkLocal,
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] | [100, 64..=127, ..] | [198, 18..=19, ..] => {
            AddressClass::Private
        }
        [224..=239, ..] | [255, 255, 255, 255] => AddressClass::Multicast,
        // Protocol assignments, three documentation ranges, the retired 6to4 relays, future use.
        [192, 0, 0 | 2, _] | [198, 51, 100, _] | [203, 0, 113, _] | [192, 88, 99, _] | [240..=255, ..] => {
            AddressClass::Reserved
        }
        _ => AddressClass::Public,
    }
}

fn of_v6(address: Ipv6Addr) -> AddressClass {
    if METADATA_V6.contains(&address) {
        return AddressClass::Metadata;
    }
    match address.segments() {
        [0, 0, 0, 0, 0, 0, 0, 0] => AddressClass::Unspecified,
        [0, 0, 0, 0, 0, 0, 0, 1] => AddressClass::Loopback,
        // ::/96 compatible, ::ffff:0:0/96 mapped, ::ffff:0:0:0/96 translated, 64:ff9b::/96 and
        // 64:ff9b:1::/48 NAT64, 2002::/16 6to4, 2001::/32 Teredo.
        [0, 0, 0, 0, 0, 0 | 0xffff, _, _]
        | [0, 0, 0, 0, 0xffff, 0, _, _]
        | [0x64, 0xff9b, ..]
        | [0x2002, ..]
        | [0x2001, 0, ..] => AddressClass::Embedded,
        [0xfe80..=0xfebf, ..] => AddressClass::LinkLocal,
        [0xfc00..=0xfdff, ..] => AddressClass::Private,
        [0xff00..=0xffff, ..] => AddressClass::Multicast,
        // 2001::/23 protocol assignments, two documentation ranges; outside 2000::/3 nothing is global.
        [0x2001, 0..=0x1ff, ..] | [0x2001, 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => AddressClass::Reserved,
        [0x2000..=0x3fff, ..] => AddressClass::Public,
        _ => AddressClass::Reserved,
    }
}
