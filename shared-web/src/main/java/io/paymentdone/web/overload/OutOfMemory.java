package io.paymentdone.web.overload;

import java.lang.Thread.UncaughtExceptionHandler;

/**
 * Ends the process when a thread dies for want of memory, because the thread's work would never be
 * done again. The JVM's own {@code ExitOnOutOfMemoryError} would end it also for an error that is
 * caught where one allocation of many megabytes failed and nothing is half done.
 */
public final class OutOfMemory {

  /** As with {@code ExitOnOutOfMemoryError}. */
  private static final int EXIT_STATUS = 3;

  private OutOfMemory() {}

  /** From now on. */
  public static void endsTheProcess() {
    UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
      if (isOutOfMemory(failure)) {
        end(thread);
      } else if (before != null) {
        before.uncaughtException(thread, failure);
      } else {
        System.err.print("Exception in thread \"" + thread.getName() + "\" ");
        failure.printStackTrace();
      }
    });
  }

  /**
   * Passes a failure that a thread has survived to the thread's handler if there was no memory:
   * then the process ends as if the thread had ended. Does nothing with any other failure.
   */
  public static void report(Throwable failure) {
    if (isOutOfMemory(failure)) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
    }
  }

  private static boolean isOutOfMemory(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError) {
        return true;
      }
    }
    return false;
  }

  private static void end(Thread thread) {
    try {
      System.err.println("Ending: no memory for thread " + thread.getName());
    } finally {
      // Not exit: hooks may need the memory that there is not.
      Runtime.getRuntime().halt(EXIT_STATUS);
    }
  }
}
