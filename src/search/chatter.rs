//! Words that say nothing, or little, of what a question is about.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::words::{Word, words};

/// What a question is made of: nobody is looked for by these words alone.
const CHATTER: &str = "\
about after all also any anybody anyone anything ask asked back because before best better can cant could does doesnt
dont else ever everyone explain find folks get gives good got great guys happen hello help here hey hi how idea
inform informing into ist just know like look lot make many maybe mean might more much need new no not now off ok one only
other out over please possible question really right say see seem should some somebody someone something still such
suggest sure tell than thank thanks thing think try understand up us use very want way well what when where whether
which while who why without wonder work would wrong yes yet";

/// The same in other languages that a company may ask in, where it is no word of the trade in English.
const FOREIGN: &str = "\
wie ich ein eine einen einem einer der das den dem und oder nicht mit auf aus bei von zum zur ist sind wir uns mich mir
wer wo warum wann kann können muss soll haben habe wird werden zurück jemand bitte danke hallo gibt zu nach über wenn
dass auch noch nur mein meine meinen unser unsere welche welcher welches für
je tu elle nous vous ils les des du une et ou est sont que qui quoi pourquoi quand dans avec pas ne mon ma mes votre
notre cette ce ces puis peut faire fais quel quelle bonjour merci aux
como por para una uno el los las del puedo su es donde cuando quien cual hacer hola gracias
nao não uma os ao você posso fazer obrigado perché quando dove cosa gli della nel sono ciao grazie
hoe ik een het van dat niet met voor kan wij mijn wat waar waarom";

/// Common words: they count little for what somebody is known for, and are no reason to name.
const COMMON: &str = "\
two three four five six seven eight nine ten first second last next must may shall met meet come came go goes going gone
take took taken put keep kept let lets day days today week month year time times person people man start stop turn call
long short big small old same differ different usual usually always never often sometimes soon late later early already
again around between both each every few less most least enough too quit quite part place point case fact reason kind
sort sound bad nice fine free hard easy easily simple real actual exact correct proper properly instead away down through
against along across near far left side end begin began done made went gave said told answer reply talk speak show
showing watch hear listen feel felt believe hope wish love hate care matter mind hour minute moment yesterday tomorrow
morning night monday tuesday wednesday thursday friday saturday sunday everything nothing everybody nobody dear am
own another however though although since until till upon within toward per via etc eg ie vs
home house thing things stuff guess bit little large high low full whole half able unable become became remain";

static CHATTER_TERMS: LazyLock<HashSet<String>> = LazyLock::new(|| terms(&[CHATTER, FOREIGN]));
static COMMON_TERMS: LazyLock<HashSet<String>> = LazyLock::new(|| terms(&[COMMON]));

/// What a common word or a bare number counts of what it otherwise would.
const LITTLE: f32 = 0.25;

fn terms(lists: &[&str]) -> HashSet<String> {
    lists.iter().flat_map(|list| words(list)).map(|word| word.term).collect()
}

/// The word is no more than what a question is made of.
pub(super) fn is_chatter(term: &str) -> bool {
    CHATTER_TERMS.contains(term)
}

/// How much a word says of what a question is about, from 0 to 1: however it is written, and whatever else it may mean.
pub(super) fn says(word: &Word) -> f32 {
    if is_chatter(&word.term) {
        0.0
    } else if COMMON_TERMS.contains(&word.term) || !word.term.chars().any(char::is_alphabetic) {
        LITTLE
    } else {
        1.0
    }
}

#[cfg(test)]
mod tests {
    use super::{LITTLE, says};
    use crate::search::words::words;

    #[test]
    fn what_says_little_counts_little() {
        let of = |text: &str| words(text).iter().map(says).collect::<Vec<_>>();
        assert_eq!(of("WHERE can what"), [0.0, 0.0, 0.0]);
        assert_eq!(of("zurück können"), [0.0, 0.0]);
        assert_eq!(of("14 two must shall quit"), [LITTLE; 5]);
        assert_eq!(of("R C# k8s migration 迁移"), [1.0; 7]);
    }
}
