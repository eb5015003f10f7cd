//! Every button and form that is drawn has a handler, and every handler of one is drawn: read from the source, where both
//! name it by a constant of their feature's `actions.rs`.
//!
//! It fails with a button of which the registration is taken out, with a registration of which the last button is taken
//! out, with a constant that nobody uses, and with a name that is written out: `what_is_wrong_is_told` does each of these.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::Span;
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{Expr, Token};

use crate::source::{Source, all, is_for_tests};

/// What a feature draws and answers to, by the names of its constants.
#[derive(Debug, Default)]
struct Feature {
    constants: BTreeSet<String>,
    drawn: BTreeSet<String>,
    handled: BTreeSet<String>,
    shortcuts: BTreeSet<String>,
}

/// All that is wrong.
fn wrong(sources: &[Source]) -> Vec<String> {
    let mut features: BTreeMap<String, Feature> = BTreeMap::new();
    let mut wrong = Vec::new();
    // What every platform is asked, which is compiled for tests only.
    let is_asked = |source: &Source| source.module.last().is_some_and(|last| last == "contract");
    for source in sources.iter().filter(|source| !source.is_for_tests() && !is_asked(source)) {
        let Named { constants, actions } = Named::of(source);
        let [corridor, name, ..] = source.module.as_slice() else { continue };
        if corridor != "features" {
            let drawn = actions.iter().filter(|action| action.kind == Kind::Drawn);
            wrong.extend(drawn.map(|action| {
                format!("{}:{}: only features draw buttons and forms", source.file, action.line)
            }));
            continue;
        }
        let feature = features.entry(name.clone()).or_default();
        if source.module.last().is_some_and(|last| last == "actions") {
            feature.constants.extend(constants);
        }
        for Action { kind, name, line } in actions {
            let Some(action) = name else {
                wrong.push(format!(
                    "{}:{line}: an action is named by its constant in `actions.rs`",
                    source.file
                ));
                continue;
            };
            match kind {
                Kind::Drawn => feature.drawn.insert(action),
                Kind::Handled => feature.handled.insert(action),
                Kind::Shortcut => feature.shortcuts.insert(action),
            };
        }
    }
    for (name, feature) in features {
        let Feature { constants, drawn, handled, shortcuts } = feature;
        wrong.extend(drawn.difference(&handled).map(|it| format!("{name}: nobody answers to {it}")));
        wrong.extend(handled.difference(&drawn).map(|it| format!("{name}: no card draws {it}")));
        let used: BTreeSet<_> = handled.union(&shortcuts).cloned().collect();
        wrong.extend(constants.difference(&used).map(|it| format!("{name}: nothing is called {it}")));
    }
    wrong
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Drawn,
    Handled,
    Shortcut,
}

/// A button, form or menu entry that is drawn or registered.
#[derive(Debug)]
struct Action {
    kind: Kind,
    /// The name of its constant; none if it is named in another way.
    name: Option<String>,
    line: usize,
}

/// What a file says of actions.
#[derive(Debug, Default)]
struct Named {
    constants: Vec<String>,
    actions: Vec<Action>,
}

impl Named {
    fn of(source: &Source) -> Self {
        let mut named = Self::default();
        named.visit_file(&syn::parse_file(&source.text).unwrap());
        named
    }

    fn action(&mut self, kind: Kind, expression: Option<&Expr>, at: Span) {
        let name = expression.and_then(constant);
        self.actions.push(Action { kind, name, line: at.start().line });
    }
}

/// The constant that this is: `actions::TAKE`.
fn constant(expression: &Expr) -> Option<String> {
    let Expr::Path(path) = expression else { return None };
    let names: Vec<String> = path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    match &names[..] {
        [module, name] if module == "actions" => Some(name.clone()),
        _ => None,
    }
}

impl<'ast> Visit<'ast> for Named {
    fn visit_item_mod(&mut self, node: &'ast syn::ItemMod) {
        if !is_for_tests(&node.attrs) {
            visit::visit_item_mod(self, node);
        }
    }

    fn visit_item_const(&mut self, node: &'ast syn::ItemConst) {
        self.constants.push(node.ident.to_string());
    }

    fn visit_expr_call(&mut self, node: &'ast syn::ExprCall) {
        if let Expr::Path(called) = &*node.func {
            let names: Vec<String> =
                called.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            match &names.iter().map(String::as_str).collect::<Vec<_>>()[..] {
                [.., "Button", "new"] => {
                    self.action(Kind::Drawn, node.args.get(1), called.path.segments[0].ident.span());
                }
                ["Form", "new"] => {
                    self.action(Kind::Drawn, node.args.first(), called.path.segments[0].ident.span());
                }
                _ => {}
            }
        }
        visit::visit_expr_call(self, node);
    }

    fn visit_expr_method_call(&mut self, node: &'ast syn::ExprMethodCall) {
        if node.method == "button" || node.method == "form" {
            self.action(Kind::Handled, node.args.first(), node.method.span());
        }
        visit::visit_expr_method_call(self, node);
    }

    fn visit_expr_struct(&mut self, node: &'ast syn::ExprStruct) {
        if node.path.is_ident("ShortcutSpec") {
            self.action(
                Kind::Shortcut,
                node.fields.first().map(|field| &field.expr),
                node.path.segments[0].ident.span(),
            );
        }
        visit::visit_expr_struct(self, node);
    }

    /// What stands in a call of a macro, where that is a list of expressions.
    fn visit_macro(&mut self, node: &'ast syn::Macro) {
        let list = node.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated);
        for expression in list.iter().flatten() {
            self.visit_expr(expression);
        }
    }
}

/// The texts of an `actions.rs`.
fn texts(source: &Source) -> usize {
    syn::parse_file(&source.text).unwrap().items.iter().filter(|it| matches!(it, syn::Item::Const(_))).count()
}

#[test]
fn every_button_has_a_handler_and_every_handler_a_button() {
    let sources = all();
    let wrong = wrong(sources);
    assert!(wrong.is_empty(), "buttons and forms:\n  {}", wrong.join("\n  "));
    let constants: usize = sources.iter().filter(|it| it.file.ends_with("/actions.rs")).map(texts).sum();
    assert!(constants > 50, "only {constants} actions were found");
}

#[test]
fn what_is_wrong_is_told() {
    let told = |registration: &str, card: &str| {
        wrong(&[
            Source::new(
                "src/features/a/actions.rs",
                "const TAKE: &str = \"a.take\"; const TELL: &str = \"a.tell\";",
            ),
            Source::new("src/features/a/mod.rs", registration),
            Source::new("src/features/a/cards/mod.rs", card),
        ])
    };
    let plate = "fn f() { x.button(actions::TAKE, take).form(actions::TELL, tell) }";
    let card =
        "fn c() { Button::new(\"I, too\", actions::TAKE, id(a, b)); Form::new(actions::TELL, \"Tell\") }";
    assert_eq!(told(plate, card), Vec::<String>::new());
    assert_eq!(
        told("fn f() { x.form(actions::TELL, tell) }", card),
        ["a: nobody answers to TAKE", "a: nothing is called TAKE"]
    );
    assert_eq!(told(plate, "fn c() { Form::new(actions::TELL, \"Tell\") }"), ["a: no card draws TAKE"]);
    let written = [
        ("fn f() { x.button(\"a.take\", take).form(actions::TELL, tell) }", card),
        (plate, "fn c() { Button::new(word(1, 2), \"a.take\", id); Form::new(actions::TELL, \"Tell\") }"),
        (plate, "fn c() { Button::new(\"Yes\", action, id); Form::new(actions::TELL, \"Tell\") }"),
    ];
    for (plate, card) in written {
        let told = told(plate, card);
        assert!(told.iter().any(|it| it.contains("an action is named by its constant")), "{told:?}");
    }
    let elsewhere = Source::new("src/bot/cards.rs", "fn c() { Button::new(\"Yes\", actions::TAKE, id) }");
    assert_eq!(wrong(&[elsewhere]), ["src/bot/cards.rs:1: only features draw buttons and forms"]);
}
