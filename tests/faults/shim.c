/* Stands between a program and libc (LD_PRELOAD): counts the calls that change the disk below the watched roots, and
 * kills the process at the n-th, fails it, or logs every one with its data. shim.py sets `shim_control`, whose layout
 * it mirrors. A call counts once, on the way in. What goes past libc (mmap, inline system calls) is not seen. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/fs.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { OPEN, WRITE, TRUNCATE, RENAME, LINK, UNLINK, MKDIR, RMDIR, SYNC, MODE, TIMES, XATTR, ALLOCATE, CLONE, READ };
enum action { NOTHING, KILL_BEFORE, KILL_HALFWAY, KILL_AFTER, FAIL };

/* `kinds` are the bits of the kinds that count; `error` is an errno, or 0 for a short write; the two refusals are errno
 * values that every such call gets; with `apart`, the first two roots are as two disks to rename and link. */
struct {
    int armed, action, error, log, kinds, apart, refuse_noreplace, refuse_link;
    long count, first, last;
    char roots[3][1024];
} shim_control;

struct record {
    int32_t kind, size_of_path, size_of_other, size_of_data;
    uint64_t device, inode;
    int64_t number, offset, mode, mtime_ns, flag;
};

struct call {
    enum kind kind;
    int counts, halfway, after, root;
    long number;
    char path[PATH_MAX];
};

#define REAL(name) ((__typeof__(&name))real(#name))

static void *real(const char *name) {
    return dlsym(RTLD_NEXT, name);
}

static void die(void) {
    ((long (*)(long, ...))real("syscall"))(SYS_kill, getpid(), SIGKILL);
    for (;;)
        pause();
}

static int root_of(const char *path) {
    for (int i = 0; i < 3; i++) {
        size_t size = strlen(shim_control.roots[i]);
        if (size && !strncmp(path, shim_control.roots[i], size) && (path[size] == '/' || !path[size]))
            return i;
    }
    return -1;
}

static void path_of_fd(int fd, char *into) {
    char name[64];
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(name, into, PATH_MAX - 1);
    into[size < 0 ? 0 : size] = 0;
}

static void resolve(int folder, const char *path, char *into) {
    *into = 0;
    if (!path || *path == '/') {
        snprintf(into, PATH_MAX, "%s", path ? path : "");
        return;
    }
    if (folder == AT_FDCWD)
        (void)!getcwd(into, PATH_MAX);
    else
        path_of_fd(folder, into);
    if (*path)
        strncat(strncat(into, "/", PATH_MAX - strlen(into) - 1), path, PATH_MAX - strlen(into) - 1);
}

/* Decides what happens to a call; -1 with errno if it fails. */
static int enter(struct call *call, enum kind kind, int has_data) {
    call->kind = kind;
    call->halfway = call->after = call->counts = 0;
    call->root = shim_control.armed ? root_of(call->path) : -1;
    if (call->root < 0 || !(shim_control.kinds >> kind & 1))
        return 0;
    call->counts = 1;
    call->number = __atomic_fetch_add(&shim_control.count, 1, __ATOMIC_SEQ_CST);
    if (call->number < shim_control.first || call->number > shim_control.last)
        return 0;
    if (shim_control.action == KILL_BEFORE || (shim_control.action == KILL_HALFWAY && !has_data))
        die();
    call->halfway = shim_control.action == KILL_HALFWAY || (shim_control.action == FAIL && !shim_control.error && has_data);
    call->after = shim_control.action == KILL_AFTER || shim_control.action == KILL_HALFWAY;
    if (shim_control.action == FAIL && shim_control.error) {
        errno = shim_control.error;
        return -1;
    }
    return 0;
}

static void write_log(struct call *call, const struct stat *now, const char *other, const void *data, size_t size,
                      int64_t offset, int64_t flag) {
    struct record record = {call->kind, strlen(call->path), strlen(other), size, now->st_dev, now->st_ino, call->number,
                            offset, now->st_mode, now->st_mtim.tv_sec * 1000000000LL + now->st_mtim.tv_nsec, flag};
    struct iovec parts[] = {{&record, sizeof record}, {call->path, strlen(call->path)},
                            {(void *)other, strlen(other)}, {(void *)data, size}};
    if (REAL(writev)(shim_control.log, parts, 4) < 0)
        die();
}

/* Ends a call: writes what it did to the log, and dies after it if that is asked for. */
static long leave(struct call *call, long result, int fd, const char *other, const void *data, size_t size,
                  int64_t offset, int64_t flag) {
    int error = errno;
    if (call->counts && result >= 0 && shim_control.log > 0) {
        struct stat now = {0};
        if (fd >= 0)
            fstat(fd, &now);
        else
            lstat(call->kind == RENAME || call->kind == LINK ? other : call->path, &now);
        write_log(call, &now, other, data, size, offset, flag);
    }
    if (call->after)
        die();
    errno = error;
    return result;
}

#define ENTER_PATH(kind, folder, name) \
    struct call call; \
    resolve(folder, name, call.path); \
    if (enter(&call, kind, 0)) \
        return -1
#define ENTER_FD(kind, fd, has_data) \
    struct call call; \
    if (shim_control.armed) \
        path_of_fd(fd, call.path); \
    if (enter(&call, kind, has_data)) \
        return -1
#define LEAVE(result) leave(&call, result, -1, "", NULL, 0, 0, 0)
#define LEAVE_FD(result, fd) leave(&call, result, fd, "", NULL, 0, 0, 0)

/* --- open --- */

static int opened(int folder, const char *path, int flags, mode_t mode) {
    struct call call;
    struct stat before;
    resolve(folder, path, call.path);
    int there = shim_control.armed && !lstat(call.path, &before);
    int changes = flags & O_TRUNC || (flags & O_CREAT && !there);
    if (enter(&call, changes ? OPEN : READ, 0))
        return -1;
    int fd = REAL(openat)(folder, path, flags | O_LARGEFILE, mode);
    call.counts &= changes;
    return leave(&call, fd, fd, "", NULL, 0, 0, !there);
}

static mode_t mode_argument(int flags, va_list arguments) {
    return flags & (O_CREAT | __O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
}

#define OPEN_CALL(name) \
    int name(const char *path, int flags, ...) { \
        va_list arguments; \
        va_start(arguments, flags); \
        mode_t mode = mode_argument(flags, arguments); \
        va_end(arguments); \
        return opened(AT_FDCWD, path, flags, mode); \
    }
#define OPENAT_CALL(name) \
    int name(int folder, const char *path, int flags, ...) { \
        va_list arguments; \
        va_start(arguments, flags); \
        mode_t mode = mode_argument(flags, arguments); \
        va_end(arguments); \
        return opened(folder, path, flags, mode); \
    }
OPEN_CALL(open)
OPEN_CALL(open64)
OPENAT_CALL(openat)
OPENAT_CALL(openat64)
int __open_2(const char *path, int flags) { return opened(AT_FDCWD, path, flags, 0); }
int __open64_2(const char *path, int flags) { return opened(AT_FDCWD, path, flags, 0); }
int creat(const char *path, mode_t mode) { return opened(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }
int creat64(const char *path, mode_t mode) { return creat(path, mode); }

/* --- content --- */

static ssize_t written(int fd, const void *data, size_t size, off_t at) {
    ENTER_FD(WRITE, fd, size > 1);
    size_t part = call.halfway ? size / 2 : size;
    off_t offset = at >= 0 || !call.counts ? at : lseek(fd, 0, REAL(fcntl)(fd, F_GETFL) & O_APPEND ? SEEK_END : SEEK_CUR);
    ssize_t result = at < 0 ? REAL(write)(fd, data, part) : REAL(pwrite)(fd, data, part, at);
    return leave(&call, result, fd, "", data, result > 0 ? result : 0, offset, 0);
}

ssize_t write(int fd, const void *data, size_t size) { return written(fd, data, size, -1); }
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) { return written(fd, data, size, at); }
ssize_t pwrite64(int fd, const void *data, size_t size, off_t at) { return written(fd, data, size, at); }

static ssize_t written_parts(int fd, const struct iovec *parts, int count, off_t at) {
    size_t size = 0, done = 0;
    for (int i = 0; i < count; i++)
        size += parts[i].iov_len;
    char *joined = malloc(size + 1);
    for (int i = 0; i < count; done += parts[i++].iov_len)
        memcpy(joined + done, parts[i].iov_base, parts[i].iov_len);
    ssize_t result = written(fd, joined, size, at);
    free(joined);
    return result;
}

ssize_t writev(int fd, const struct iovec *parts, int count) { return written_parts(fd, parts, count, -1); }
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) { return written_parts(fd, parts, count, at); }
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off_t at) { return written_parts(fd, parts, count, at); }

/* Copies within the kernel: counted, and refused while a log is written, which would lack their data. */
#define COPY_CALL(result_type, name, fd, kind, parameters, arguments) \
    result_type name parameters { \
        ENTER_FD(kind, fd, 0); \
        if (call.counts && shim_control.log > 0) { \
            errno = EINVAL; \
            return -1; \
        } \
        return LEAVE_FD(REAL(name) arguments, fd); \
    }
ssize_t sendfile(int, int, off_t *, size_t);
ssize_t sendfile64(int, int, off_t *, size_t);
COPY_CALL(ssize_t, sendfile, out, CLONE, (int out, int in, off_t *at, size_t size), (out, in, at, size))
COPY_CALL(ssize_t, sendfile64, out, CLONE, (int out, int in, off_t *at, size_t size), (out, in, at, size))
COPY_CALL(ssize_t, copy_file_range, out, CLONE,
          (int in, off_t *from, int out, off_t *to, size_t size, unsigned flags), (in, from, out, to, size, flags))
COPY_CALL(int, fallocate, fd, ALLOCATE, (int fd, int mode, off_t at, off_t size), (fd, mode, at, size))
COPY_CALL(int, fallocate64, fd, ALLOCATE, (int fd, int mode, off_t at, off_t size), (fd, mode, at, size))

int ioctl(int fd, unsigned long request, ...) {
    va_list arguments;
    va_start(arguments, request);
    void *argument = va_arg(arguments, void *);
    va_end(arguments);
    if (request != FICLONE && request != FICLONERANGE)
        return REAL(ioctl)(fd, request, argument);
    ENTER_FD(CLONE, fd, 0);
    if (call.counts && shim_control.log > 0) {
        errno = EOPNOTSUPP;
        return -1;
    }
    return LEAVE_FD(REAL(ioctl)(fd, request, argument), fd);
}

/* posix_fallocate and posix_fallocate64 return the error instead of setting errno. */
int posix_fallocate(int fd, off_t at, off_t size) { return fallocate(fd, 0, at, size) ? errno : 0; }
int posix_fallocate64(int fd, off_t at, off_t size) { return posix_fallocate(fd, at, size); }

static int truncated(int fd, off_t size) {
    ENTER_FD(TRUNCATE, fd, 0);
    return leave(&call, REAL(ftruncate)(fd, size), fd, "", NULL, 0, size, 0);
}
static int truncated_path(const char *path, off_t size) {
    ENTER_PATH(TRUNCATE, AT_FDCWD, path);
    return leave(&call, REAL(truncate)(path, size), -1, "", NULL, 0, size, 0);
}
int ftruncate(int fd, off_t size) { return truncated(fd, size); }
int ftruncate64(int fd, off_t size) { return truncated(fd, size); }
int truncate(const char *path, off_t size) { return truncated_path(path, size); }
int truncate64(const char *path, off_t size) { return truncated_path(path, size); }

int fsync(int fd) {
    ENTER_FD(SYNC, fd, 0);
    return LEAVE_FD(REAL(fsync)(fd), fd);
}
int fdatasync(int fd) {
    ENTER_FD(SYNC, fd, 0);
    return leave(&call, REAL(fdatasync)(fd), fd, "", NULL, 0, 0, 1);
}

/* --- names --- */

static int renamed(int from_folder, const char *from, int to_folder, const char *to, unsigned flags) {
    char target[PATH_MAX];
    resolve(to_folder, to, target);
    ENTER_PATH(RENAME, from_folder, from);
    if (call.root >= 0 && shim_control.apart && call.root != root_of(target)) {
        errno = EXDEV;
        return -1;
    }
    if (call.root >= 0 && flags && shim_control.refuse_noreplace) {
        errno = shim_control.refuse_noreplace;
        return -1;
    }
    int result = flags ? REAL(renameat2)(from_folder, from, to_folder, to, flags)
                       : REAL(renameat)(from_folder, from, to_folder, to);
    return leave(&call, result, -1, target, NULL, 0, 0, 0);
}

int rename(const char *from, const char *to) { return renamed(AT_FDCWD, from, AT_FDCWD, to, 0); }
int renameat(int from_folder, const char *from, int to_folder, const char *to) {
    return renamed(from_folder, from, to_folder, to, 0);
}
int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags) {
    return renamed(from_folder, from, to_folder, to, flags);
}
long syscall(long number, ...) {
    long given[6];
    va_list arguments;
    va_start(arguments, number);
    for (int i = 0; i < 6; i++)
        given[i] = va_arg(arguments, long);
    va_end(arguments);
    if (number == SYS_renameat2)
        return renamed(given[0], (char *)given[1], given[2], (char *)given[3], given[4]);
    return ((long (*)(long, ...))real("syscall"))(number, given[0], given[1], given[2], given[3], given[4], given[5]);
}

int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags) {
    char target[PATH_MAX];
    resolve(to_folder, to, target);
    ENTER_PATH(LINK, from_folder, from);
    int apart = shim_control.apart && call.root != root_of(target);
    if (call.root >= 0 && (apart || shim_control.refuse_link)) {
        errno = apart ? EXDEV : shim_control.refuse_link;
        return -1;
    }
    return leave(&call, REAL(linkat)(from_folder, from, to_folder, to, flags), -1, target, NULL, 0, 0, 0);
}
int link(const char *from, const char *to) { return linkat(AT_FDCWD, from, AT_FDCWD, to, 0); }

int unlinkat(int folder, const char *path, int flags) {
    ENTER_PATH(flags & AT_REMOVEDIR ? RMDIR : UNLINK, folder, path);
    return LEAVE(REAL(unlinkat)(folder, path, flags));
}
int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }

int mkdirat(int folder, const char *path, mode_t mode) {
    ENTER_PATH(MKDIR, folder, path);
    return LEAVE(REAL(mkdirat)(folder, path, mode));
}
int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }

/* --- attributes --- */

#define PATH_CALL(kind, name, folder, parameters, arguments) \
    int name parameters { \
        ENTER_PATH(kind, folder, path); \
        return LEAVE(REAL(name) arguments); \
    }
#define FD_CALL(kind, name, parameters, arguments) \
    int name parameters { \
        ENTER_FD(kind, fd, 0); \
        return LEAVE_FD(REAL(name) arguments, fd); \
    }
PATH_CALL(MODE, chmod, AT_FDCWD, (const char *path, mode_t mode), (path, mode))
PATH_CALL(MODE, fchmodat, folder, (int folder, const char *path, mode_t mode, int flags), (folder, path, mode, flags))
FD_CALL(MODE, fchmod, (int fd, mode_t mode), (fd, mode))
PATH_CALL(MODE, chown, AT_FDCWD, (const char *path, uid_t user, gid_t group), (path, user, group))
PATH_CALL(MODE, lchown, AT_FDCWD, (const char *path, uid_t user, gid_t group), (path, user, group))
PATH_CALL(MODE, fchownat, folder, (int folder, const char *path, uid_t user, gid_t group, int flags),
          (folder, path, user, group, flags))
FD_CALL(MODE, fchown, (int fd, uid_t user, gid_t group), (fd, user, group))
FD_CALL(TIMES, futimens, (int fd, const struct timespec times[2]), (fd, times))
int utimensat(int folder, const char *path, const struct timespec times[2], int flags) {
    ENTER_PATH(TIMES, folder, path);
    return LEAVE(REAL(utimensat)(folder, path, times, flags));
}
int setxattr(const char *, const char *, const void *, size_t, int);
int lsetxattr(const char *, const char *, const void *, size_t, int);
int fsetxattr(int, const char *, const void *, size_t, int);
int removexattr(const char *, const char *);
int lremovexattr(const char *, const char *);
int fremovexattr(int, const char *);
PATH_CALL(XATTR, setxattr, AT_FDCWD, (const char *path, const char *name, const void *value, size_t size, int flags),
          (path, name, value, size, flags))
PATH_CALL(XATTR, lsetxattr, AT_FDCWD, (const char *path, const char *name, const void *value, size_t size, int flags),
          (path, name, value, size, flags))
FD_CALL(XATTR, fsetxattr, (int fd, const char *name, const void *value, size_t size, int flags),
        (fd, name, value, size, flags))
PATH_CALL(XATTR, removexattr, AT_FDCWD, (const char *path, const char *name), (path, name))
PATH_CALL(XATTR, lremovexattr, AT_FDCWD, (const char *path, const char *name), (path, name))
FD_CALL(XATTR, fremovexattr, (int fd, const char *name), (fd, name))
