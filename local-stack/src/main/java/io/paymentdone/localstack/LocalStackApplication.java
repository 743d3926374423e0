package io.paymentdone.localstack;

import io.paymentdone.servers.process.PackagedServices;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Runs the whole system on this machine until it is told to stop: {@code mvn -DskipTests package
 * spring-boot:run}.
 */
public final class LocalStackApplication {

  /** Set by the build, which starts this JVM as a child: the stack is to end with the build. */
  private static final String END_WITH_PARENT = "local-stack.end-with-parent";

  /** Where data is kept when no directory is named, relative to the project. */
  private static final Path DATA = Path.of("local-stack", "data");

  private LocalStackApplication() {}

  /** Starts everything, then waits for Ctrl-C or SIGTERM. */
  public static void main(String[] args) throws InterruptedException {
    Terminal terminal = Terminal.ofProcess();
    try {
      Options options = Options.parse(args);
      if (options.help()) {
        terminal.line(Options.USAGE);
        return;
      }
      run(options, terminal);
    } catch (StartException e) {
      terminal.failure(e.getMessage());
      System.exit(1);
    } catch (InvalidPathException e) {
      terminal.failure(
          "The file name "
              + e.getInput()
              + " cannot be written in this locale, whose character encoding is "
              + System.getProperty("sun.jnu.encoding")
              + ". Nothing was touched. Start under a locale with UTF-8, such as with"
              + " LC_ALL=C.UTF-8.");
      System.exit(1);
    }
  }

  private static void run(Options options, Terminal terminal) throws InterruptedException {
    requireSupportedPlatform();
    DataDirectory data =
        DataDirectory.open(PackagedServices.project().resolve(options.data().orElse(DATA)));
    prepare(options, data, terminal);
    System.setProperty("local-stack.log", data.newLog("console").toString());
    warnRoot(terminal);
    LocalStack stack = new LocalStack(options, data, terminal);
    Runtime.getRuntime().addShutdownHook(new Thread(stack::stop, "stop"));
    endWithParent();
    try {
      stack.start();
    } catch (StartException e) {
      if (!stack.isStopping()) {
        throw new StartException(
            e.getMessage()
                + "\n\nThe data is kept. Mend the cause and start again, or begin without the data:"
                + " --fresh.",
            e);
      }
    }
    Thread.currentThread().join();
  }

  private static void prepare(Options options, DataDirectory data, Terminal terminal) {
    try {
      PortCheck.requireFree(options.ports(), data, terminal);
      data.prepare(options.fresh(), options.brokers());
    } catch (StartException e) {
      data.release();
      throw e;
    }
  }

  private static void requireSupportedPlatform() {
    String system = System.getProperty("os.name");
    String architecture = System.getProperty("os.arch");
    Optional<String> reason = Platform.unsupported(system, architecture);
    if (reason.isPresent()) {
      throw new StartException(reason.get());
    }
  }

  private static void warnRoot(Terminal terminal) {
    if ("root".equals(System.getProperty("user.name"))) {
      terminal.report(
          "You run this as root: whoever gets into one of its processes is root, too. Better"
              + " start it as an ordinary user.");
    }
  }

  private static void endWithParent() {
    Optional<ProcessHandle> parent = ProcessHandle.current().parent();
    if (Boolean.getBoolean(END_WITH_PARENT) && parent.isPresent()) {
      // In a thread of its own: the exit blocks until all processes are stopped, and the pool that
      // completes the end of processes may have a single thread.
      Thread exit = Thread.ofPlatform().name("end-with-parent").unstarted(() -> System.exit(143));
      var _ = parent.get().onExit().thenRun(exit::start);
    }
  }
}
