//! Ids and secrets: unique, reproducible, and in the service's forms.

use super::Model;

/// splitmix64: the `number`th number of a seed.
pub fn mixed(seed: u64, number: u64) -> u64 {
    let mut z = seed.wrapping_add(number.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Model {
    fn next_number(&mut self) -> u64 {
        self.made += 1;
        self.made
    }

    /// A number that cannot be guessed from the last one, for ids and secrets.
    pub(super) fn next_secret(&mut self) -> u64 {
        mixed(self.config.seed, self.next_number())
    }

    pub(super) fn guid(&mut self) -> String {
        let (high, number) = (self.next_secret(), self.made);
        format!("{:08x}-{:04x}-4000-8000-{number:012x}", high >> 32, high & 0xFFFF)
    }

    /// The id of a new attachment, in Exchange's form.
    pub(super) fn attachment_id(&mut self) -> String {
        let secret = self.next_secret();
        format!("AAMkADY{secret:016x}{:04}{}", self.made, self.config.id_tail)
    }

    /// The id of a new session of To Do or Outlook.
    pub(super) fn session_id(&mut self) -> String {
        format!("AAMkADL{:016x}{:04}{}", self.next_secret(), self.made, self.config.id_tail)
    }

    /// The secret part of an upload URL.
    pub(super) fn secret(&mut self) -> String {
        [(); 4].map(|()| format!("{:016x}", self.next_secret())).concat()
    }
}
