//! Our own source, as `syn` reads it: what each file names, defines and asks of the store.

use std::path::Path;
use std::sync::LazyLock;

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, UseTree, Visibility};
use walkdir::WalkDir;

/// One file below `src`.
#[derive(Debug)]
pub struct Source {
    /// As in `src/bot/store.rs`.
    pub file: String,
    /// As in `["bot", "store"]`; empty for `lib.rs`, `["main"]` for `main.rs`.
    pub module: Vec<String>,
    pub text: String,
    pub contents: Contents,
}

impl Source {
    /// # Panics
    /// If the text is not Rust.
    pub fn new(file: &str, text: &str) -> Self {
        let mut module: Vec<String> =
            file.trim_start_matches("src/").trim_end_matches(".rs").split('/').map(str::to_owned).collect();
        if module.last().is_some_and(|last| last == "mod" || last == "lib") {
            module.pop();
        }
        let mut contents = Contents::default();
        contents.visit_file(&syn::parse_file(text).unwrap_or_else(|error| panic!("{file}: {error}")));
        Self { file: file.to_owned(), module, text: text.to_owned(), contents }
    }

    /// Compiled for tests only.
    pub fn is_for_tests(&self) -> bool {
        self.module.iter().any(|name| name == "tests" || name == "testing")
    }
}

/// The root of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below `src`, in the order of their names.
pub fn all() -> &'static [Source] {
    static ALL: LazyLock<Vec<Source>> = LazyLock::new(|| {
        let entries = WalkDir::new(root().join("src")).sort_by_file_name().into_iter().map(Result::unwrap);
        let paths = entries.map(walkdir::DirEntry::into_path);
        let files: Vec<Source> = paths
            .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
            .map(|path| {
                let file = path.strip_prefix(root()).unwrap().to_str().unwrap();
                Source::new(file, &std::fs::read_to_string(&path).unwrap())
            })
            .collect();
        assert!(files.len() > 20, "this is not our source: {files:?}");
        files
    });
    &ALL
}

/// Something of a file, and the line it begins in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed<T> {
    pub it: T,
    pub line: usize,
}

impl<T> Placed<T> {
    fn new(it: T, at: Span) -> Self {
        Self { it, line: at.start().line }
    }
}

/// What a `use` imports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Used {
    pub path: Vec<String>,
    /// The name that it gives to others: of a re-export that names what it gives on, by no `*`.
    pub given: Option<String>,
}

/// What is said in a file, without its attributes and what is only compiled for tests. Macros are read through: what
/// stands in their calls and definitions counts as if it stood by itself.
#[derive(Debug, Default)]
pub struct Contents {
    /// Paths of two names or more, as they are written, without those of `use`.
    pub paths: Vec<Placed<Vec<String>>>,
    pub used: Vec<Placed<Used>>,
    /// Structs, enums, traits, unions and type aliases.
    pub types: Vec<Placed<String>>,
    /// Macros that are given to the whole crate.
    pub macros: Vec<String>,
    /// What `sql!` is given; nothing where it is no literal.
    pub statements: Vec<Placed<Option<String>>>,
}

impl Contents {
    fn type_named(&mut self, name: &Ident) {
        self.types.push(Placed::new(name.to_string(), name.span()));
    }

    fn statement(&mut self, tokens: TokenStream, at: Span) {
        let text = syn::parse2::<syn::LitStr>(tokens).ok().map(|text| text.value());
        self.statements.push(Placed::new(text, at));
    }

    fn path(&mut self, path: Vec<String>, at: Span) {
        if path.len() > 1 {
            self.paths.push(Placed::new(path, at));
        }
    }

    /// One tree of a `use`: `a::b`, `a::{b, c::d}`, `a::*`, `a as b`.
    fn use_tree(&mut self, before: &[String], tree: &UseTree, public: bool) {
        let with = |name: &Ident| [before, &[name.to_string()]].concat();
        let (mut path, name, at) = match tree {
            UseTree::Path(it) => return self.use_tree(&with(&it.ident), &it.tree, public),
            UseTree::Group(it) => {
                return it.items.iter().for_each(|item| self.use_tree(before, item, public));
            }
            UseTree::Name(it) => (with(&it.ident), None, it.ident.span()),
            UseTree::Rename(it) => (with(&it.ident), Some(it.rename.to_string()), it.ident.span()),
            UseTree::Glob(it) => {
                let used = Used { path: before.to_vec(), given: None };
                return self.used.push(Placed::new(used, it.star_token.span));
            }
        };
        if path.last().is_some_and(|last| last == "self") {
            path.pop();
        }
        let given = name.or_else(|| path.last().cloned()).filter(|_| public);
        self.used.push(Placed::new(Used { path, given }, at));
    }

    /// What stands in a macro, which may be anything: behind `before::`, if that is not empty.
    fn tokens(&mut self, tokens: TokenStream, before: &[String]) {
        let trees: Vec<TokenTree> = tokens.into_iter().collect();
        let mut rest = trees.as_slice();
        while let Some((first, after)) = rest.split_first() {
            rest = after;
            match (first, after) {
                (TokenTree::Punct(sign), [TokenTree::Group(attribute), ..])
                    if sign.as_char() == '#' && attribute.delimiter() == Delimiter::Bracket =>
                {
                    rest = &after[1..];
                }
                (TokenTree::Group(group), _) => self.tokens(group.stream(), &[]),
                (TokenTree::Ident(name), _) => rest = self.named(name, after, before),
                _ => {}
            }
        }
    }

    /// What begins with a name; gives what comes after it.
    fn named<'a>(&mut self, name: &Ident, after: &'a [TokenTree], before: &[String]) -> &'a [TokenTree] {
        if let [TokenTree::Ident(kind), ..] = after
            && matches!(name.to_string().as_str(), "struct" | "enum" | "trait" | "type" | "union")
        {
            self.type_named(kind);
        }
        let mut path = [before, &[name.to_string()]].concat();
        let mut rest = after;
        while let [TokenTree::Punct(one), TokenTree::Punct(two), next, beyond @ ..] = rest
            && (one.as_char(), two.as_char()) == (':', ':')
        {
            match next {
                TokenTree::Ident(next) => path.push(next.to_string()),
                TokenTree::Group(group) => self.tokens(group.stream(), &path),
                _ => break,
            }
            rest = beyond;
        }
        if let [TokenTree::Punct(sign), TokenTree::Group(group), ..] = rest
            && sign.as_char() == '!'
            && path.last().is_some_and(|last| last == "sql")
        {
            self.statement(group.stream(), name.span());
            rest = &rest[2..];
        }
        self.path(path, name.span());
        rest
    }
}

/// What stands behind `#[cfg(test)]`.
pub fn is_for_tests(attributes: &[Attribute]) -> bool {
    let is_test = |attribute: &Attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<Ident>().is_ok_and(|condition| condition == "test")
    };
    attributes.iter().any(is_test)
}

/// Visits what is not for tests only; `type` notes its name as well.
macro_rules! visit_production {
    ($($visit:ident: $Node:ident $($kind:ident)?),*) => {$(
        fn $visit(&mut self, node: &'ast syn::$Node) {
            if !is_for_tests(&node.attrs) {
                $(self.$kind(&node.ident);)?
                visit::$visit(self, node);
            }
        }
    )*};
}

impl<'ast> Visit<'ast> for Contents {
    visit_production! {
        visit_item_const: ItemConst,
        visit_item_enum: ItemEnum type_named,
        visit_item_fn: ItemFn,
        visit_item_impl: ItemImpl,
        visit_item_mod: ItemMod,
        visit_item_static: ItemStatic,
        visit_item_struct: ItemStruct type_named,
        visit_item_trait: ItemTrait type_named,
        visit_item_type: ItemType type_named,
        visit_item_union: ItemUnion type_named,
        visit_impl_item_const: ImplItemConst,
        visit_impl_item_fn: ImplItemFn,
        visit_impl_item_type: ImplItemType type_named,
        visit_trait_item_fn: TraitItemFn,
        visit_trait_item_type: TraitItemType type_named,
        visit_field: Field,
        visit_local: Local,
        visit_variant: Variant
    }

    fn visit_item_use(&mut self, node: &'ast syn::ItemUse) {
        if !is_for_tests(&node.attrs) && node.leading_colon.is_none() {
            self.use_tree(&[], &node.tree, !matches!(node.vis, Visibility::Inherited));
        }
    }

    fn visit_item_macro(&mut self, node: &'ast syn::ItemMacro) {
        if is_for_tests(&node.attrs) {
            return;
        }
        if node.attrs.iter().any(|attribute| attribute.path().is_ident("macro_export")) {
            self.macros.extend(node.ident.as_ref().map(Ident::to_string));
        }
        self.visit_macro(&node.mac);
    }

    fn visit_macro(&mut self, node: &'ast syn::Macro) {
        self.visit_path(&node.path);
        match node.path.segments.last() {
            Some(name) if name.ident == "sql" => self.statement(node.tokens.clone(), name.ident.span()),
            _ => self.tokens(node.tokens.clone(), &[]),
        }
    }

    fn visit_path(&mut self, node: &'ast syn::Path) {
        if node.leading_colon.is_none() {
            let names = node.segments.iter().map(|segment| segment.ident.to_string()).collect();
            self.path(names, node.segments[0].ident.span());
        }
        visit::visit_path(self, node);
    }

    fn visit_attribute(&mut self, _: &'ast Attribute) {}

    /// `pub(in crate::a)` says who sees it, not what it needs.
    fn visit_visibility(&mut self, _: &'ast Visibility) {}
}
