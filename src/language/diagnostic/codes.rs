//! The stable codes of diagnostics and findings, each with its page under `docs/codes/`.

/// Declares the codes: the variant, the code as users see it, and its title; `finding` after it where it may come as a
/// warning or a note. The page is `docs/codes/<code>.md`.
macro_rules! codes {
    ($($variant:ident $code:literal $title:literal $($kind:ident)?;)*) => {
        /// A stable code. Its page says what it means, why it matters, with an example and what to write instead.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = $title] $variant,)*
        }

        impl Code {
            /// All codes: first those of text, of meaning, of data, then the findings.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];

            /// The codes that may come as warnings or notes: findings, and what a check warns of. All others are errors.
            pub const FINDINGS: &'static [Code] = &[$($(Code::$variant.$kind(),)?)*];

            /// The code as users see it: `unknown-name`.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $code,)* }
            }

            /// What it says in general, as a short phrase.
            pub fn title(self) -> &'static str {
                match self { $(Code::$variant => $title,)* }
            }

            /// Its page, in Markdown.
            pub fn page(self) -> &'static str {
                match self { $(Code::$variant => include_str!(concat!("../../../docs/codes/", $code, ".md")),)* }
            }
        }
    };
}

codes! {
    NotUtf8 "not-utf8" "the file is not UTF-8 text";
    NulCharacter "nul-character" "the policy holds a NUL character";
    TooLarge "too-large" "the file is larger than the limit";
    TooDeep "too-deep" "brackets are nested deeper than the limit";
    NameTooLong "name-too-long" "a name is longer than the limit";
    TooMany "too-many" "there are more declarations than the limit";
    EmptyPolicy "empty-policy" "the policy declares nothing";
    FileNotFound "file-not-found" "a file cannot be read";
    UseCycle "use-cycle" "a policy uses itself";
    UnclosedBracket "unclosed-bracket" "a bracket is never closed";
    UnmatchedBracket "unmatched-bracket" "a closing bracket without its opening one";
    UnclosedText "unclosed-text" "a text or a backquoted name is never closed";
    UnexpectedText "unexpected-text" "something else was expected here";
    UnknownDeclaration "unknown-declaration" "no declaration begins with this word";
    UnknownClause "unknown-clause" "no clause of this declaration begins with this word";
    RepeatedClause "repeated-clause" "a clause is given twice";
    GridShape "grid-shape" "a line of a grid does not fit its header";
    UnknownName "unknown-name" "a name that nothing declares";
    DuplicateName "duplicate-name" "a name is declared twice";
    WrongKind "wrong-kind" "a name means something of another kind";
    Cycle "cycle" "declarations depend on each other in a circle";
    AmbiguousName "ambiguous-name" "a name may mean more than one thing";
    TableNeeded "table-needed" "it is not said to which table a declaration belongs";
    YearsNeeded "years-needed" "a value of another year is asked for where there are no years";
    TypeMismatch "type-mismatch" "a value of another type is needed";
    UnitMismatch "unit-mismatch" "values of different units are put together";
    WrongArguments "wrong-arguments" "a function is called with the wrong arguments";
    NotConstant "not-constant" "a value known before the run is needed";
    PartsMissing "parts-missing" "an index has no parts";
    WeightsMismatch "weights-mismatch" "weights and parts do not fit each other";
    WeightsSum "weights-sum" "weights written as shares do not add up to 1" finding;
    JudgementInvalid "judgement-invalid" "judgements do not fit the method that makes weights of them";
    UnknownMethod "unknown-method" "no method of this name";
    MethodOption "method-option" "an option that the method does not have or needs";
    MethodNotApplicable "method-not-applicable" "a method cannot take the rows of the data, or not this rule for missing parts";
    MethodOutsideDomain "method-outside-domain" "a method is used on values for which it is not defined" finding;
    GoalpostsMissing "goalposts-missing" "goalposts are needed and not given";
    GoalpostsInverted "goalposts-inverted" "the lower goalpost is not below the upper one";
    DirectionIgnored "direction-ignored" "the method cannot turn round an indicator for which lower is better";
    UnitsMixed "units-mixed" "an index puts together different units without normalising";
    ExtendsNothing "extends-nothing" "a change to something that the original does not have";
    InvalidNumber "invalid-number" "a number is outside what is possible here";
    ScaleLevels "scale-levels" "the levels of a scale are not in order";
    MappingIncomplete "mapping-incomplete" "a mapping between two rulers leaves out a level";
    MappingOrder "mapping-order" "a mapping turns round the order of two levels" finding;
    OrdinalAveraged "ordinal-averaged" "levels of an ordinal scale are used as numbers";
    ScenarioGap "scenario-gap" "some case has no outcome";
    ScenarioOverlap "scenario-overlap" "some case has two outcomes";
    ScenarioUnproved "scenario-unproved" "it cannot be proved that every case has one outcome";
    ScenarioCutPoints "scenario-cut-points" "cut points are missing or contradict each other";
    OutcomeUnreachable "outcome-unreachable" "an outcome that no case can have" finding;
    RuleUnreachable "rule-unreachable" "a rule that no case can meet" finding;
    RuleRedundant "rule-redundant" "a rule without which nothing changes" finding;
    KeyUnknown "key-unknown" "a row is looked up that the table does not have";
    SurveyLink "survey-link" "it is not clear for whom the respondents of a survey speak";
    QuestionOrder "question-order" "a question depends on one that is asked later";
    CombineRule "combine-rule" "answers cannot be combined in this way";
    MayBeUnasked "may-be-unasked" "a rule reads an answer that may not have been asked for";
    AsOfRequired "as-of-required" "something holds from a day, and no day is given";
    NotInForce "not-in-force" "something that is needed holds only from a later day";
    DateRepeated "date-repeated" "something is given twice from one day";
    ParameterRequired "parameter-required" "a parameter without default was not given";
    ParameterUnknown "parameter-unknown" "no parameter of this name";
    ParameterInvalid "parameter-invalid" "a value that does not fit the parameter";
    DataConfig "data-config" "bareme.toml does not fit the policy";
    DataUnbound "data-unbound" "a table has no data";
    DataFile "data-file" "a data file cannot be read";
    DataEmpty "data-empty" "a data file holds no header";
    DataTooLarge "data-too-large" "a data file is larger than the limit";
    DataMissingColumn "data-missing-column" "a column that the policy needs is not in the file";
    DataDuplicateHeader "data-duplicate-header" "two columns have the same header";
    DataBadRow "data-bad-row" "a row has more or fewer cells than the header";
    DataBadCell "data-bad-cell" "a cell does not hold what its column declares";
    DataRequired "data-required" "a required cell is empty";
    DataOutOfRange "data-out-of-range" "a value is outside the declared range";
    DataDuplicateKey "data-duplicate-key" "a key occurs twice";
    DataDanglingLink "data-dangling-link" "a link to a row that does not exist";
    DataUnknownCategory "data-unknown-category" "a category or level that is not declared";
    ResultFile "result-file" "a file of results cannot be read";
    DifferentRulers "different-rulers" "results of different rulers are compared";
    MissingFails "missing-fails" "a missing value where the policy does not allow one";
    JourneyPlaces "journey-places" "a journey or a route lacks its places";
    UnreachableStep "unreachable-step" "a place of a journey that nothing leads to";
    DeadEnd "dead-end" "a place of a journey that nothing leaves, and that is not declared a dead end";
    RouteClosed "route-closed" "a route leads through what is closed";
    RouteBroken "route-broken" "a route goes from one place to another where no way leads";
    LoopWithoutExit "loop-without-exit" "a journey goes round in a circle that it can never leave";
    NothingInCommon "nothing-in-common" "two policies or results have nothing that could be compared";
    Usage "usage" "the command cannot be carried out as asked";
    WeightsCancel "weights-cancel" "weights have no effect, because a scale-invariant normalisation follows" finding;
    WeightsWithoutEffect "weights-without-effect" "weights are given to an aggregation that does not use them" finding;
    InconsistentJudgements "inconsistent-judgements" "pairwise judgements contradict each other" finding;
    ExpertsDisagree "experts-disagree" "experts agree little, or no more than by chance" finding;
    DegenerateWeights "degenerate-weights" "weights from the data have too little to go by" finding;
    ImportanceMissed "importance-missed" "no weights give the parts the importance that is asked for" finding;
    SignLost "sign-lost" "a negative value raises an index for which higher is better" finding;
    SignMayBeLost "sign-may-be-lost" "negative values would raise an index for which higher is better" finding;
    GeometricReachesZero "geometric-reaches-zero" "one part that is 0 by construction makes the whole index 0" finding;
    RankDirection "rank-direction" "a formula ranks the highest first, though lower is better" finding;
    DirectionTwice "direction-twice" "an indicator is turned round twice" finding;
    DirectionAfterNormalising "direction-after-normalising" "an index of what has been turned round is turned round again" finding;
    DoubleCounting "double-counting" "one column reaches an index by two paths" finding;
    OptionWithoutEffect "option-without-effect" "what is said to a method changes nothing" finding;
    UnusedDeclaration "unused-declaration" "a declaration that nothing uses" finding;
    ThresholdUnreachable "threshold-unreachable" "a value is compared with a number that it never passes" finding;
    BoundaryStrictness "boundary-strictness" "the edge between two bands belongs to both or to neither" finding;
    DegenerateNormalisation "degenerate-normalisation" "a normalisation has nothing to compare with" finding;
    MissingSkipped "missing-skipped" "indices rest on different numbers of indicators" finding;
    ScreenedOut "screened-out" "parts or rows are left out because too little is known of them" finding;
    UndefinedValue "undefined-value" "a formula has no result for some rows" finding;
    ScenarioUndecided "scenario-undecided" "a scenario cannot be decided for some rows" finding;
    HiddenAnswer "hidden-answer" "answers were given to a question that was not asked" finding;
    GroupTooSmall "group-too-small" "values are compared within groups of one or two rows" finding;
    OneValueSetsTheScale "one-value-sets-the-scale" "one extreme value leaves little of the scale to all others" finding;
    ImputedShare "imputed-share" "an index rests on values that were imputed" finding;
    MissingPenalises "missing-penalises" "a missing part moves an index in one direction by construction" finding;
    NearThreshold "near-threshold" "an outcome turns on less than the digits that are printed" finding;
    NominalAgainstEffectiveWeight "nominal-against-effective-weight" "indicators count for more or less than their weights say" finding;
    RedundantIndicators "redundant-indicators" "parts of one index say nearly the same" finding;
    AgainstTheGrain "against-the-grain" "an indicator runs against its own index" finding;
    Outlier "outlier" "a few values draw an indicator out" finding;
    AllowUnused "allow-unused" "what the policy allows was not found" finding;
    PublishedDiffers "published-differs" "a printed result does not follow from the data" finding;
}

impl Code {
    /// The code with this name.
    pub fn find(name: &str) -> Option<Code> {
        Self::ALL.iter().copied().find(|c| c.as_str() == name)
    }

    /// Marks a code as that of a finding, in the list above.
    const fn finding(self) -> Self {
        self
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl serde::Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
