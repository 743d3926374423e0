package io.paymentdone.console.page;

import static java.util.Objects.requireNonNull;

import com.google.javascript.jscomp.AbstractCommandLineRunner;
import com.google.javascript.jscomp.CheckLevel;
import com.google.javascript.jscomp.Compiler;
import com.google.javascript.jscomp.CompilerOptions;
import com.google.javascript.jscomp.DiagnosticGroup;
import com.google.javascript.jscomp.DiagnosticGroups;
import com.google.javascript.jscomp.JSError;
import com.google.javascript.jscomp.Reference;
import com.google.javascript.jscomp.ReferenceCollector;
import com.google.javascript.jscomp.SourceFile;
import com.google.javascript.jscomp.SyntacticScopeCreator;
import com.google.javascript.jscomp.Var;
import com.google.javascript.jscomp.deps.ModuleLoader.ResolutionMode;
import com.google.javascript.jscomp.modules.Binding;
import com.google.javascript.jscomp.modules.Export;
import com.google.javascript.jscomp.modules.Module;
import com.google.javascript.rhino.Node;
import com.google.javascript.rhino.StaticSourceFile;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * Finds names in ES modules that nothing declares, exports or uses, without running the modules.
 */
final class ScriptCheck {

  /** Types are not checked: the page's comments are sentences and declare none. */
  private static final List<DiagnosticGroup> CHECKED =
      List.of(
          DiagnosticGroups.UNDEFINED_VARIABLES,
          DiagnosticGroups.CHECK_VARIABLES,
          DiagnosticGroups.MODULE_LOAD,
          DiagnosticGroups.MODULE_IMPORT);

  /** Names that every browser declares, and the compiler's own list of them lacks. */
  private static final SourceFile MORE_OF_BROWSER =
      SourceFile.fromCode("browser", "var devicePixelRatio, matchMedia, sessionStorage;");

  private ScriptCheck() {}

  /** One line per finding, empty if there is none; the modules are texts by file name. */
  static List<String> findings(Map<String, String> modules) {
    List<SourceFile> files =
        modules.entrySet().stream()
            .map(m -> SourceFile.fromCode(m.getKey(), m.getValue()))
            .toList();
    List<String> findings = new ArrayList<>();
    Compiler checked = compiler();
    checked.compile(browser(), files, options());
    checked.getErrors().forEach(error -> findings.add(text(error)));
    checked.getWarnings().forEach(warning -> findings.add(text(warning)));
    findings.addAll(
        unusedExports(requireNonNull(checked.getModuleMap()).getModulesByPath().values()));
    findings.addAll(unusedNames(files));
    // The compiler reports a missing file once per use.
    return findings.stream().distinct().toList();
  }

  /** An import of a whole module hides which of its exports are used, so it is a finding itself. */
  private static List<String> unusedExports(Collection<Module> modules) {
    List<String> findings = new ArrayList<>();
    Set<Export> used = new HashSet<>();
    for (Module module : modules) {
      for (Binding name : module.boundNames().values()) {
        Node node = requireNonNull(name.sourceNode());
        if (name.isModuleNamespace()) {
          findings.add(finding(node, "imports a whole module: import the names"));
        } else if (name.isSomeImport()) {
          used.add(name.originatingExport());
        }
      }
    }
    for (Module module : modules) {
      for (Binding name : module.namespace().values()) {
        Export export = requireNonNull(name.originatingExport());
        if (!used.contains(export)) {
          Node node = requireNonNull(name.sourceNode());
          findings.add(finding(node, "no module imports " + export.exportName()));
        }
      }
    }
    return findings;
  }

  /** Imports, functions, variables and parameters; one named _ is not to be used. */
  private static List<String> unusedNames(List<SourceFile> files) {
    Compiler parsed = compiler();
    parsed.init(List.of(), files, options());
    parsed.parse();
    ReferenceCollector references =
        new ReferenceCollector(parsed, (_, _) -> {}, new SyntacticScopeCreator(parsed));
    references.process(parsed.getRoot().getFirstChild(), parsed.getRoot().getLastChild());
    return StreamSupport.stream(references.getAllSymbols().spliterator(), false)
        .filter(name -> !name.getName().equals("_") && !isExported(name))
        .filter(name -> !isRead(references, name))
        .map(name -> finding(name.getNode(), name.getName() + " is not used"))
        .toList();
  }

  private static boolean isRead(ReferenceCollector references, Var name) {
    for (Reference reference : references.getReferences(name)) {
      if (!reference.isLvalue() && !reference.getNode().equals(name.getNode())) return true;
    }
    return false;
  }

  private static boolean isExported(Var name) {
    Node statement = requireNonNull(name.getNode()).getGrandparent();
    return statement != null && statement.isExport();
  }

  private static Compiler compiler() {
    // Findings are returned, and the compiler is not to print them, too.
    Compiler compiler = new Compiler(new PrintStream(OutputStream.nullOutputStream()));
    compiler.disableThreads();
    return compiler;
  }

  private static CompilerOptions options() {
    CompilerOptions options = new CompilerOptions();
    // All that the parser knows: the compiler cannot translate every new feature, but nothing is
    // translated here.
    options.setLanguage(CompilerOptions.LanguageMode.UNSUPPORTED);
    options.setEnvironment(CompilerOptions.Environment.BROWSER);
    options.setModuleResolutionMode(ResolutionMode.BROWSER);
    options.setChecksOnly(true);
    // Otherwise import.meta is an error.
    options.setChunkOutputType(CompilerOptions.ChunkOutputType.ES_MODULES);
    options.setCheckSymbols(true);
    options.setContinueAfterErrors(true);
    options.setCheckTypes(false);
    options.setWarningLevel(DiagnosticGroups.NON_STANDARD_JSDOC, CheckLevel.OFF);
    CHECKED.forEach(group -> options.setWarningLevel(group, CheckLevel.ERROR));
    return options;
  }

  /** What a browser declares. */
  private static List<SourceFile> browser() {
    try {
      List<SourceFile> known =
          new ArrayList<>(
              AbstractCommandLineRunner.getBuiltinExterns(CompilerOptions.Environment.BROWSER));
      known.add(MORE_OF_BROWSER);
      return known;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(JSError error) {
    return error.sourceName()
        + ":"
        + error.lineno()
        + " "
        + error.description()
        + " ("
        + error.type().key
        + ")";
  }

  private static String finding(Node node, String what) {
    StaticSourceFile file = requireNonNull(node.getStaticSourceFile());
    return file.getName() + ":" + node.getLineno() + " " + what;
  }
}
