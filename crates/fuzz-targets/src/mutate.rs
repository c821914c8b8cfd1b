//! New inputs out of old ones, the same ones for the same seed.

/// Changes inputs at random: flips, cuts, repeats, splices, and the characters on which parsers turn.
#[derive(Debug, Clone)]
pub struct Mutator {
    state: u64,
    longest: usize,
}

/// Pieces that matter to the parsers here.
const TOKENS: &[&[u8]] = &[
    b"",
    b"\0",
    b"\"",
    b"\\",
    b"\\u0000",
    b"'",
    b"%",
    b"%00",
    b"%C0%AF",
    b"&",
    b"=",
    b"?",
    b"#",
    b"/",
    b"//",
    b"://",
    b":",
    b"@",
    b".",
    b",",
    b";",
    b" ",
    b"\r\n",
    b"\xef\xbb\xbf",
    b"\xff",
    b"\xe2\x80\xae",
    b"[",
    b"]",
    b"{",
    b"}",
    b"null",
    b"true",
    b"-1",
    b"1e18",
    b"18446744073709551616",
    b"\xf0\x9f\x93\x9a",
    b"xn--",
    b"did:",
    b"at://",
    b"https://",
    b"127.0.0.1",
    b"[::1]",
    b"\"",
    b"(",
    b")",
    b" or ",
    b"status:",
    b">=",
    b"..",
    // Between the blocks of `repository`, its links, and the beginnings of its nodes and keys.
    b"\xff\xff",
    b"\xd8\x2a\x41\x00",
    b"\xd8\x2a\x41\x01",
    b"\xa2aea",
    b"\x9f",
    b"\xf6",
    b"buzz.bookhive.book/",
];

impl Mutator {
    /// A mutator whose inputs are at most `longest` bytes long.
    pub fn new(seed: u64, longest: usize) -> Mutator {
        Mutator { state: seed, longest }
    }

    /// The next number of SplitMix64.
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`; 0 when that is 0.
    fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.next() % end).unwrap_or(0)
    }

    /// A new input out of one or two of `corpus`.
    pub fn input(&mut self, corpus: &[Vec<u8>]) -> Vec<u8> {
        let mut input = self.pick(corpus);
        for _ in 0..=self.below(8) {
            let at = self.below(input.len() + 1);
            match self.below(7) {
                0 => {
                    if let Some(byte) = input.get_mut(at) {
                        *byte ^= 1 << self.below(8);
                    }
                }
                1 => input.truncate(at),
                2 => {
                    let end = (at + self.below(64)).min(input.len());
                    input.drain(at..end);
                }
                3 => {
                    let end = (at + self.below(64)).min(input.len());
                    let piece: Vec<u8> = input.get(at..end).unwrap_or_default().repeat(1 + self.below(64));
                    input.splice(at..at, piece);
                }
                4 => {
                    let other = self.pick(corpus);
                    let from = self.below(other.len() + 1);
                    input.truncate(at);
                    input.extend_from_slice(other.get(from..).unwrap_or_default());
                }
                5 => {
                    let byte = self.next().to_le_bytes()[0];
                    input.insert(at, byte);
                }
                _ => {
                    let token = TOKENS.get(self.below(TOKENS.len())).copied().unwrap_or_default();
                    input.splice(at..at, token.iter().copied());
                }
            }
            input.truncate(self.longest);
        }
        input
    }

    fn pick(&mut self, corpus: &[Vec<u8>]) -> Vec<u8> {
        corpus.get(self.below(corpus.len())).cloned().unwrap_or_default()
    }
}
