<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About catdog</source>
        <translation>关于 catdog</translation>
    </message>
    <message>
        <source>Sorts photos of cats and dogs into folders, on this computer.</source>
        <translation>在这台电脑上，把猫和狗的照片整理到文件夹中。</translation>
    </message>
    <message>
        <source>Your pictures stay yours</source>
        <translation>您的照片只属于您</translation>
    </message>
    <message>
        <source>No picture and no name of a file leaves this computer.</source>
        <translation>照片和文件名都不会离开这台电脑。</translation>
    </message>
    <message>
        <source>The program counts and reports nothing about you, and does not look for updates.</source>
        <translation>程序不统计也不上报您的任何信息，也不检查更新。</translation>
    </message>
    <message>
        <source>Model in use</source>
        <translation>当前模型</translation>
    </message>
    <message>
        <source>It is still being opened.</source>
        <translation>仍在载入。</translation>
    </message>
    <message>
        <source>Where the files are</source>
        <translation>文件位置</translation>
    </message>
    <message>
        <source>Sorts, corrections, models</source>
        <translation>整理记录、更正、模型</translation>
    </message>
    <message>
        <source>Cached results</source>
        <translation>缓存的结果</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Licences…</source>
        <translation>许可证…</translation>
    </message>
    <message>
        <source>Copy details for a report</source>
        <translation>复制报告所需信息</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>The model&apos;s weights</source>
        <translation>模型权重</translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation>已复制。</translation>
    </message>
</context>
<context>
    <name>ActionRegistry</name>
    <message>
        <source>Reset to the model&apos;s label</source>
        <translation>重置为模型的标签</translation>
    </message>
</context>
<context>
    <name>BarStack</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message numerus="yes">
        <source>%Ln more</source>
        <translation>
            <numerusform>还有 %Ln 条</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ChangesBar</name>
    <message>
        <source>Show everything</source>
        <translation>显示全部</translation>
    </message>
    <message>
        <source>Show them</source>
        <translation>查看这些</translation>
    </message>
    <message numerus="yes">
        <source>The new model changed %Ln label(s). No files were moved.</source>
        <translation>
            <numerusform>新模型更改了 %Ln 个标签，没有移动任何文件。</numerusform>
        </translation>
    </message>
    <message>
        <source>The new model gives the same labels here.</source>
        <translation>新模型给出的标签与之前相同。</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message numerus="yes">
        <source>correction of %n picture(s)</source>
        <translation>
            <numerusform>更正 %n 张照片</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>sorting of %n picture(s)</source>
        <translation>
            <numerusform>整理 %n 张照片</numerusform>
        </translation>
    </message>
    <message>
        <source>renaming</source>
        <translation>重命名</translation>
    </message>
</context>
<context>
    <name>ComparisonTable</name>
    <message>
        <source>Before</source>
        <translation>之前</translation>
    </message>
    <message>
        <source>After</source>
        <translation>之后</translation>
    </message>
    <message numerus="yes">
        <source>Your %Ln picture(s)</source>
        <translation>
            <numerusform>您的 %Ln 张照片</numerusform>
        </translation>
    </message>
    <message>
        <source>{}: {} before, {} after</source>
        <translation>{}：之前 {}，之后 {}</translation>
    </message>
    <message>
        <source>{}: McNemar&apos;s p {}</source>
        <translation>{}：McNemar 检验 p {}</translation>
    </message>
    <message numerus="yes">
        <source>%Ln reference picture(s)</source>
        <translation>
            <numerusform>%Ln 张参考照片</numerusform>
        </translation>
    </message>
    <message>
        <source>correct</source>
        <translation>正确</translation>
    </message>
    <message>
        <source>labelled without review</source>
        <translation>无需确认</translation>
    </message>
</context>
<context>
    <name>CorrectionEditor</name>
    <message>
        <source>Your corrections are in effect, but could not be saved: {}</source>
        <translation>更正已生效，但无法保存：{}</translation>
    </message>
</context>
<context>
    <name>Curves</name>
    <message>
        <source>Loss {}</source>
        <translation>损失 {}</translation>
    </message>
    <message>
        <source>Validation accuracy {}</source>
        <translation>验证准确率 {}</translation>
    </message>
    <message>
        <source>Training curves</source>
        <translation>训练曲线</translation>
    </message>
    <message>
        <source>The curves appear soon</source>
        <translation>曲线即将显示</translation>
    </message>
</context>
<context>
    <name>DecisionModel</name>
    <message>
        <source>Everything</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Corrected</source>
        <translation>已更正</translation>
    </message>
    <message>
        <source>Ready to sort</source>
        <translation>待整理</translation>
    </message>
    <message>
        <source>Needs review</source>
        <translation>待确认</translation>
    </message>
    <message>
        <source>Files that cannot be read. Each says why; they stay where they are.</source>
        <translation>无法读取的文件。每个都会显示原因，并留在原处。</translation>
    </message>
    <message>
        <source>Pictures whose label is yours. It always wins, and Retrain learns from it.</source>
        <translation>由您指定标签的照片。您的标签始终优先，重新训练时也会从中学习。</translation>
    </message>
    <message>
        <source>The model is in doubt, so these pictures wait for you. Review shows them one at a time; a single key answers. The handle below says how much doubt is too much.</source>
        <translation>模型拿不准，所以这些照片等您决定。“逐张查看”会一张一张显示，按一个键即可回答。下方的滑块决定多大的把握才算数。</translation>
    </message>
    <message>
        <source>Pictures that show more than one of the animals. They stay, unless you give them a folder.</source>
        <translation>同时有几种动物的照片。除非为它们指定文件夹，否则留在原处。</translation>
    </message>
    <message>
        <source>Pictures that show none of the animals. They stay, unless you give them a folder.</source>
        <translation>没有这些动物的照片。除非为它们指定文件夹，否则留在原处。</translation>
    </message>
</context>
<context>
    <name>DecisionView</name>
    <message>
        <source>Labels</source>
        <translation>标签</translation>
    </message>
</context>
<context>
    <name>DropOverlay</name>
    <message>
        <source>Drop to open this folder</source>
        <translation>松开即可打开此文件夹</translation>
    </message>
</context>
<context>
    <name>DropTarget</name>
    <message>
        <source>Drop a folder here, or choose one</source>
        <translation>把文件夹拖到这里，或点击选择</translation>
    </message>
</context>
<context>
    <name>EmptyOverlay</name>
    <message>
        <source>Show everything</source>
        <translation>显示全部</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Choose another folder…</source>
        <translation>选择其他文件夹…</translation>
    </message>
    <message>
        <source>Looking for pictures…</source>
        <translation>正在查找照片…</translation>
    </message>
    <message>
        <source>Everything in this folder is sorted.</source>
        <translation>此文件夹中的照片已全部整理。</translation>
    </message>
    <message>
        <source>There are no pictures in this folder, nor in its sub-folders.</source>
        <translation>此文件夹及其子文件夹中没有照片。</translation>
    </message>
    <message>
        <source>There are no pictures in this folder.</source>
        <translation>此文件夹中没有照片。</translation>
    </message>
    <message>
        <source>There may be some in its sub-folders.</source>
        <translation>子文件夹中可能有照片。</translation>
    </message>
    <message>
        <source>You have not corrected anything.</source>
        <translation>您还没有更正过任何照片。</translation>
    </message>
    <message>
        <source>Every picture could be read.</source>
        <translation>所有照片都能读取。</translation>
    </message>
    <message>
        <source>No picture matches “{}”.</source>
        <translation>没有与“{}”匹配的照片。</translation>
    </message>
    <message>
        <source>Include sub-folders</source>
        <translation>包括子文件夹</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>刷新</translation>
    </message>
    <message>
        <source>The pictures are in their folders. Ctrl+Z undoes the last sort.</source>
        <translation>照片已在各自的文件夹中。按 Ctrl+Z 可撤销上次整理。</translation>
    </message>
    <message>
        <source>No pictures of this kind yet.</source>
        <translation>目前还没有这类照片。</translation>
    </message>
    <message>
        <source>Select a picture with a wrong label and press the key of the right one.</source>
        <translation>选择一张标签有误的照片，再按正确标签的快捷键。</translation>
    </message>
    <message>
        <source>Nothing to review.</source>
        <translation>没有需要确认的照片。</translation>
    </message>
    <message>
        <source>Every picture is labelled.</source>
        <translation>每张照片都有标签。</translation>
    </message>
    <message>
        <source>No pictures of this kind.</source>
        <translation>没有这类照片。</translation>
    </message>
</context>
<context>
    <name>Engines</name>
    <message>
        <source>Processor</source>
        <translation>处理器</translation>
    </message>
    <message>
        <source>Graphics card (needs the train extra)</source>
        <translation>显卡（需要 train 附加组件）</translation>
    </message>
</context>
<context>
    <name>ErrorDialog</name>
    <message>
        <source>Something unexpected happened</source>
        <translation>发生了意外情况</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详细信息</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>复制详细信息</translation>
    </message>
    <message>
        <source>Open the log folder</source>
        <translation>打开日志文件夹</translation>
    </message>
    <message>
        <source>If it happens again, these details help to find the cause.</source>
        <translation>如果再次发生，以下信息有助于查明原因。</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Something unexpected happened. Your pictures are safe, and you can continue.</source>
        <translation>发生了意外情况。您的照片是安全的，可以继续使用。</translation>
    </message>
</context>
<context>
    <name>ExamplesPage</name>
    <message>
        <source>Pictures to learn from</source>
        <translation>用于学习的照片</translation>
    </message>
    <message>
        <source>Add example folder…</source>
        <translation>添加示例文件夹…</translation>
    </message>
    <message>
        <source>A folder whose sub-folders are the labels. It can be dropped here too.</source>
        <translation>子文件夹名即标签的文件夹。也可以拖放到这里。</translation>
    </message>
    <message>
        <source>Choose a folder whose sub-folders are labels</source>
        <translation>选择子文件夹名为标签的文件夹</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>May be wrong</source>
        <translation>可能有误</translation>
    </message>
    <message>
        <source>Others</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>Looks more like: {}</source>
        <translation>看起来更像：{}</translation>
    </message>
    <message>
        <source>Click a picture to leave it out or to include it again.</source>
        <translation>点按照片可将其排除，再点一次可重新加入。</translation>
    </message>
    <message>
        <source>Remove folders</source>
        <translation>移除文件夹</translation>
    </message>
</context>
<context>
    <name>ExistingPicturesSheet</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Sort them too</source>
        <translation>一并整理</translation>
    </message>
    <message>
        <source>Leave them</source>
        <translation>保持不动</translation>
    </message>
    <message>
        <source>Watch “{}”</source>
        <translation>监视“{}”</translation>
    </message>
    <message>
        <source>New pictures are sorted automatically from now on. Each can be undone.</source>
        <translation>今后新照片会自动整理，每一张都可以撤销。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s) are already in it and its sub-folders.</source>
        <translation>
            <numerusform>其中及子文件夹中已有 %Ln 张照片。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s) are already in it.</source>
        <translation>
            <numerusform>其中已有 %Ln 张照片。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ExplainButton</name>
    <message>
        <source>What&apos;s this?</source>
        <translation>这是什么？</translation>
    </message>
</context>
<context>
    <name>FailureDialog</name>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Copy the list</source>
        <translation>复制列表</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>FailureModel</name>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
</context>
<context>
    <name>FileManagerOptions</name>
    <message>
        <source>Sort cats and dogs here</source>
        <translation>在此整理猫狗照片</translation>
    </message>
    <message>
        <source>“{}” in folder menus</source>
        <translation>在文件夹菜单中显示“{}”</translation>
    </message>
    <message>
        <source>Opens a folder from {}.</source>
        <translation>可从 {} 的菜单打开文件夹。</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>Works with Files (GNOME), Dolphin and Nemo. None of them was found.</source>
        <translation>支持“文件”(GNOME)、Dolphin 和 Nemo，但未找到其中任何一个。</translation>
    </message>
    <message>
        <source>It cannot be set: {}</source>
        <translation>无法设置：{}</translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message>
        <source>Name, date, folder or label</source>
        <translation>名称、日期、文件夹或标签</translation>
    </message>
    <message>
        <source>Find pictures</source>
        <translation>查找照片</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message numerus="yes">
        <source>%Ln found</source>
        <translation>
            <numerusform>找到 %Ln 张</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FirstSteps</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Open a folder. Nothing is moved yet.</source>
        <translation>打开文件夹，此时不会移动任何文件。</translation>
    </message>
    <message>
        <source>Glance at the few that are in doubt.</source>
        <translation>看一眼少数拿不准的照片。</translation>
    </message>
    <message>
        <source>Sort. One click takes it back.</source>
        <translation>整理，一键即可撤销。</translation>
    </message>
</context>
<context>
    <name>FolderField</name>
    <message>
        <source>A folder for {}</source>
        <translation>“{}”放入单独的文件夹</translation>
    </message>
    <message>
        <source>Move them into a folder of their own</source>
        <translation>把它们放入单独的文件夹</translation>
    </message>
    <message>
        <source>stay where they are</source>
        <translation>留在原处</translation>
    </message>
    <message>
        <source>Name of the folder for {}</source>
        <translation>“{}”的文件夹名称</translation>
    </message>
</context>
<context>
    <name>FolderOpener</name>
    <message>
        <source>Choose a folder with pictures</source>
        <translation>选择一个有照片的文件夹</translation>
    </message>
</context>
<context>
    <name>FolderRow</name>
    <message>
        <source>Open {}</source>
        <translation>打开 {}</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop watching {}</source>
        <translation>停止监视 {}</translation>
    </message>
    <message>
        <source>{}, sub-folders too</source>
        <translation>{}，包括子文件夹</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
</context>
<context>
    <name>FolderSession</name>
    <message>
        <source>“{}” cannot be read.</source>
        <translation>无法读取“{}”。</translation>
    </message>
    <message>
        <source>“{}” is no longer there.</source>
        <translation>“{}”已不存在。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln sub-folder(s) could not be read.</source>
        <translation>
            <numerusform>%Ln 个子文件夹无法读取。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Footer</name>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>逐张查看</translation>
    </message>
    <message>
        <source>{} of {}</source>
        <translation>{} / {}</translation>
    </message>
    <message>
        <source>{}/s</source>
        <translation>{} 张/秒</translation>
    </message>
    <message numerus="yes">
        <source>%Ln failed</source>
        <translation>
            <numerusform>%Ln 个失败</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Copy %Ln picture(s)…</source>
        <translation>
            <numerusform>复制 %Ln 张照片…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Sort %Ln picture(s)…</source>
        <translation>
            <numerusform>整理 %Ln 张照片…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Write keywords for %Ln picture(s)…</source>
        <translation>
            <numerusform>为 %Ln 张照片写入关键字…</numerusform>
        </translation>
    </message>
    <message>
        <source>Other files, pictures in a format that this program does not read, links, empty and hidden files.</source>
        <translation>其他文件、本程序不支持的图片格式、链接、空文件和隐藏文件。</translation>
    </message>
    <message>
        <source>Go through the unsure pictures</source>
        <translation>逐张查看不确定的照片</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message numerus="yes">
        <source>%Ln skipped</source>
        <translation>
            <numerusform>已跳过 %Ln 个</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln not classified yet</source>
        <translation>
            <numerusform>%Ln 张尚未识别</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing left to review</source>
        <translation>没有需要确认的照片</translation>
    </message>
    <message>
        <source>Undoing…</source>
        <translation>正在撤销…</translation>
    </message>
    <message>
        <source>Sorting…</source>
        <translation>正在整理…</translation>
    </message>
    <message>
        <source>Copying…</source>
        <translation>正在复制…</translation>
    </message>
    <message>
        <source>Writing keywords…</source>
        <translation>正在写入关键字…</translation>
    </message>
    <message>
        <source>Renaming…</source>
        <translation>正在重命名…</translation>
    </message>
    <message numerus="yes">
        <source>%Ln need review</source>
        <translation>
            <numerusform>%Ln 张待确认</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>GridView</name>
    <message>
        <source>Pictures</source>
        <translation>照片</translation>
    </message>
</context>
<context>
    <name>GuideWindow</name>
    <message>
        <source>Guide</source>
        <translation>使用指南</translation>
    </message>
    <message>
        <source>Find in the guide</source>
        <translation>在指南中查找</translation>
    </message>
    <message>
        <source>Pages of the guide</source>
        <translation>指南的页面</translation>
    </message>
    <message>
        <source>The guide does not have this.</source>
        <translation>指南中没有此内容。</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>页面</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Include sub-folders</source>
        <translation>包括子文件夹</translation>
    </message>
    <message>
        <source>Watch</source>
        <translation>监视</translation>
    </message>
    <message>
        <source>Watched</source>
        <translation>监视列表</translation>
    </message>
    <message>
        <source>The watched folders (F8)</source>
        <translation>受监视的文件夹（F8）</translation>
    </message>
    <message>
        <source>Retrain</source>
        <translation>重新训练</translation>
    </message>
    <message>
        <source>Open a folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message numerus="yes">
        <source>%Ln new correction(s)</source>
        <translation>
            <numerusform>%Ln 处新的更正</numerusform>
        </translation>
    </message>
    <message>
        <source>The model was chosen when the program was started</source>
        <translation>模型已在程序启动时指定</translation>
    </message>
    <message>
        <source>Learn from your corrections (Ctrl+R)</source>
        <translation>从您的更正中学习（Ctrl+R）</translation>
    </message>
    <message>
        <source>Order of the pictures</source>
        <translation>照片的顺序</translation>
    </message>
    <message>
        <source>by name</source>
        <translation>按名称</translation>
    </message>
    <message>
        <source>newest first</source>
        <translation>最新的在前</translation>
    </message>
    <message>
        <source>surest first</source>
        <translation>最确定的在前</translation>
    </message>
    <message>
        <source>doubtful first</source>
        <translation>不确定的在前</translation>
    </message>
    <message>
        <source>most useful first</source>
        <translation>最值得标注的在前</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>顺序</translation>
    </message>
    <message>
        <source>Size of the pictures</source>
        <translation>照片的大小</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史记录</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Choose a folder…</source>
        <translation>选择文件夹…</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>Find pictures by name, date, folder or label (Ctrl+F)</source>
        <translation>按名称、日期、文件夹或标签查找照片（Ctrl+F）</translation>
    </message>
    <message>
        <source>Larger pictures</source>
        <translation>放大照片</translation>
    </message>
    <message>
        <source>Smaller pictures</source>
        <translation>缩小照片</translation>
    </message>
    <message>
        <source>Sort new pictures in this folder automatically (F7)</source>
        <translation>自动整理此文件夹中的新照片（F7）</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>Help (F1)</source>
        <translation>帮助（F1）</translation>
    </message>
</context>
<context>
    <name>HistogramSlider</name>
    <message>
        <source>How sure the program must be</source>
        <translation>所需的确定程度</translation>
    </message>
    <message>
        <source>How sure the model is of each picture: the surest are on the right. Those left of the handle wait for you.</source>
        <translation>模型对每张照片的把握：越靠右越有把握。滑块左侧的照片等您决定。</translation>
    </message>
    <message>
        <source>{} sure</source>
        <translation>把握 {}</translation>
    </message>
    <message>
        <source>Each bar counts pictures of your folder: the further right, the surer the model is of them. Those right of the handle are decided and ready to sort; those left of it wait for you. Further right, fewer are decided and fewer of those are wrong.</source>
        <translation>每一条表示此文件夹中的照片数量，越靠右，模型越有把握。滑块右侧的照片已有结论，可以整理；左侧的等您决定。滑块越靠右，判定得越少，错得也越少。</translation>
    </message>
</context>
<context>
    <name>HistoryDialog</name>
    <message>
        <source>History</source>
        <translation>历史记录</translation>
    </message>
    <message>
        <source>Sorts, newest first</source>
        <translation>整理记录，最新的在前</translation>
    </message>
    <message>
        <source>Nothing has been sorted yet.</source>
        <translation>还没有整理过照片。</translation>
    </message>
    <message>
        <source>Undo this sort</source>
        <translation>撤销这次整理</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message numerus="yes">
        <source>Undo %Ln file(s)</source>
        <translation>
            <numerusform>撤销 %Ln 个文件</numerusform>
        </translation>
    </message>
    <message>
        <source>Undo these files</source>
        <translation>撤销所选文件</translation>
    </message>
</context>
<context>
    <name>HistoryModel</name>
    <message>
        <source>When</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件数</translation>
    </message>
    <message>
        <source>Nothing written</source>
        <translation>未写入任何内容</translation>
    </message>
    <message>
        <source>partly undone</source>
        <translation>部分已撤销</translation>
    </message>
    <message numerus="yes">
        <source>%Ln failed</source>
        <translation>
            <numerusform>%Ln 个失败</numerusform>
        </translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Keywords written</source>
        <translation>已写入关键字</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message>
        <source>Moved</source>
        <translation>已移动</translation>
    </message>
    <message>
        <source>Nothing moved</source>
        <translation>未移动任何文件</translation>
    </message>
    <message>
        <source>Undone</source>
        <translation>已撤销</translation>
    </message>
    <message>
        <source>Renamed</source>
        <translation>已重命名</translation>
    </message>
    <message>
        <source>Not renamed</source>
        <translation>未重命名</translation>
    </message>
</context>
<context>
    <name>LabelButton</name>
    <message>
        <source>Reset label</source>
        <translation>重置标签</translation>
    </message>
    <message>
        <source>Reset to the model&apos;s label</source>
        <translation>重置为模型的标签</translation>
    </message>
</context>
<context>
    <name>LicencesDialog</name>
    <message>
        <source>Licences</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>What the program is made of</source>
        <translation>程序的组成部分</translation>
    </message>
    <message>
        <source>Text of the licence</source>
        <translation>许可证全文</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>The package does not bring the text of its licence.</source>
        <translation>此软件包未附带许可证全文。</translation>
    </message>
</context>
<context>
    <name>LoupeScreen</name>
    <message>
        <source>Reset label</source>
        <translation>重置标签</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Back to the pictures</source>
        <translation>返回照片</translation>
    </message>
    <message numerus="yes">
        <source>Sort %Ln picture(s)…</source>
        <translation>
            <numerusform>整理 %Ln 张照片…</numerusform>
        </translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>回车</translation>
    </message>
    <message numerus="yes">
        <source>%Ln of them are still unsure, and stay where they are.</source>
        <translation>
            <numerusform>其中 %Ln 张仍不确定，会留在原处。</numerusform>
        </translation>
    </message>
    <message>
        <source>That was the last one.</source>
        <translation>这是最后一张。</translation>
    </message>
    <message>
        <source>This picture cannot be shown.</source>
        <translation>无法显示这张照片。</translation>
    </message>
</context>
<context>
    <name>MainWindowActions</name>
    <message>
        <source>Open in the picture viewer</source>
        <translation>在看图程序中打开</translation>
    </message>
    <message>
        <source>Show in its folder</source>
        <translation>在所在文件夹中显示</translation>
    </message>
    <message>
        <source>Choose a folder…</source>
        <translation>选择文件夹…</translation>
    </message>
    <message>
        <source>Sort…</source>
        <translation>整理…</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史记录</translation>
    </message>
    <message>
        <source>Retrain…</source>
        <translation>重新训练…</translation>
    </message>
    <message>
        <source>Watch this folder</source>
        <translation>监视此文件夹</translation>
    </message>
    <message>
        <source>Watched folders</source>
        <translation>受监视的文件夹</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Larger pictures</source>
        <translation>放大照片</translation>
    </message>
    <message>
        <source>Smaller pictures</source>
        <translation>缩小照片</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>All keys</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Walk</source>
        <translation>移动选择</translation>
    </message>
    <message>
        <source>Shift+←↑↓→</source>
        <translation>Shift+←↑↓→</translation>
    </message>
    <message>
        <source>Choose several</source>
        <translation>选择多张</translation>
    </message>
    <message>
        <source>Backspace</source>
        <translation>退格</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>窗口</translation>
    </message>
    <message>
        <source>Find…</source>
        <translation>查找…</translation>
    </message>
    <message>
        <source>Show large</source>
        <translation>放大显示</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>逐张查看</translation>
    </message>
    <message>
        <source>Previous and next picture</source>
        <translation>上一张和下一张照片</translation>
    </message>
    <message>
        <source>100 %, or the whole picture</source>
        <translation>100 % 或显示整张照片</translation>
    </message>
    <message>
        <source>Zoom in and out</source>
        <translation>放大和缩小</translation>
    </message>
    <message>
        <source>Move the picture</source>
        <translation>移动照片</translation>
    </message>
    <message>
        <source>Back to the pictures</source>
        <translation>返回照片</translation>
    </message>
    <message>
        <source>Large picture</source>
        <translation>大图</translation>
    </message>
    <message>
        <source>Stack similar pictures</source>
        <translation>堆叠相似照片</translation>
    </message>
    <message>
        <source>Select all like this</source>
        <translation>全选同类图片</translation>
    </message>
    <message>
        <source>Copy picture</source>
        <translation>复制图片</translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation>复制路径</translation>
    </message>
    <message>
        <source>Move to trash</source>
        <translation>移到回收站</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>刷新</translation>
    </message>
    <message>
        <source>Go to the labels</source>
        <translation>转到标签列表</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>重命名…</translation>
    </message>
    <message>
        <source>Guide</source>
        <translation>使用指南</translation>
    </message>
    <message>
        <source>What&apos;s this?</source>
        <translation>这是什么？</translation>
    </message>
    <message>
        <source>About catdog</source>
        <translation>关于 catdog</translation>
    </message>
</context>
<context>
    <name>Messages</name>
    <message>
        <source>Permission denied</source>
        <translation>权限被拒绝</translation>
    </message>
    <message>
        <source>No such file or directory</source>
        <translation>没有这个文件或文件夹</translation>
    </message>
    <message>
        <source>Input/output error</source>
        <translation>输入/输出错误</translation>
    </message>
    <message>
        <source>No space left on device</source>
        <translation>设备上没有剩余空间</translation>
    </message>
    <message>
        <source>Read-only file system</source>
        <translation>文件系统是只读的</translation>
    </message>
    <message>
        <source>Operation not permitted</source>
        <translation>不允许此操作</translation>
    </message>
    <message>
        <source>Is a directory</source>
        <translation>这是一个文件夹</translation>
    </message>
    <message>
        <source>Not a directory</source>
        <translation>不是文件夹</translation>
    </message>
    <message>
        <source>File exists</source>
        <translation>文件已存在</translation>
    </message>
    <message>
        <source>File name too long</source>
        <translation>文件名太长</translation>
    </message>
    <message>
        <source>Too many open files</source>
        <translation>打开的文件太多</translation>
    </message>
    <message>
        <source>Device or resource busy</source>
        <translation>设备或资源正忙</translation>
    </message>
    <message>
        <source>Stale file handle</source>
        <translation>文件句柄已失效</translation>
    </message>
    <message>
        <source>no longer there</source>
        <translation>已不存在</translation>
    </message>
    <message>
        <source>not a file</source>
        <translation>不是文件</translation>
    </message>
    <message>
        <source>not a picture in a format that this program reads</source>
        <translation>不是本程序能读取的图片格式</translation>
    </message>
    <message>
        <source>the file is cut off</source>
        <translation>文件不完整</translation>
    </message>
    <message>
        <source>the file is cut off: {} of the picture is there</source>
        <translation>文件不完整：只有图片的 {}</translation>
    </message>
    <message>
        <source>the file is empty</source>
        <translation>文件是空的</translation>
    </message>
    <message>
        <source>larger than {} GB</source>
        <translation>大于 {} GB</translation>
    </message>
    <message>
        <source>too large to open safely</source>
        <translation>太大，无法安全打开</translation>
    </message>
    <message>
        <source>{} pixels: too large to open safely</source>
        <translation>{} 像素：太大，无法安全打开</translation>
    </message>
    <message>
        <source>takes longer than {} seconds to read</source>
        <translation>读取时间超过 {} 秒</translation>
    </message>
    <message>
        <source>cannot be opened: {}</source>
        <translation>无法打开：{}</translation>
    </message>
    <message>
        <source>the file is damaged (its header cannot be read)</source>
        <translation>文件已损坏（无法读取文件头）</translation>
    </message>
    <message>
        <source>its colours cannot be converted</source>
        <translation>无法转换它的颜色</translation>
    </message>
    <message>
        <source>another picture is there now</source>
        <translation>那里现在是另一张照片</translation>
    </message>
    <message>
        <source>it is no longer there</source>
        <translation>它已不在那里</translation>
    </message>
    <message>
        <source>too large</source>
        <translation>太大</translation>
    </message>
    <message>
        <source>{}: {}</source>
        <translation>{}：{}</translation>
    </message>
    <message>
        <source>a TIFF with a compression that this program does not read: {}</source>
        <translation>此 TIFF 的压缩方式无法读取：{}</translation>
    </message>
    <message>
        <source>cannot be scored: {}</source>
        <translation>无法判断：{}</translation>
    </message>
    <message>
        <source>there is no model folder at {}</source>
        <translation>{} 处没有模型文件夹</translation>
    </message>
    <message>
        <source>the model folder {} cannot be used: {}</source>
        <translation>模型文件夹 {} 无法使用：{}</translation>
    </message>
    <message>
        <source>it has schema {}; this version of the program reads schema {}</source>
        <translation>它的架构版本是 {}；本版本的程序只能读取架构版本 {}</translation>
    </message>
    <message>
        <source>it has no policy named {}, which is to be the default</source>
        <translation>它没有名为 {} 的策略，而默认策略应是它</translation>
    </message>
    <message>
        <source>{} is missing</source>
        <translation>缺少 {}</translation>
    </message>
    <message>
        <source>{} is missing; to make a model folder of a checkpoint: python -m trainer export --model {}</source>
        <translation>缺少 {}；要把检查点变成模型文件夹，请运行：python -m trainer export --model {}</translation>
    </message>
    <message>
        <source>{} cannot be read: {}</source>
        <translation>{} 无法读取：{}</translation>
    </message>
    <message>
        <source>{} is not a JSON object</source>
        <translation>{} 不是 JSON 对象</translation>
    </message>
    <message>
        <source>{} is not an ordinary file</source>
        <translation>{} 不是普通文件</translation>
    </message>
    <message>
        <source>{} is too large</source>
        <translation>{} 太大</translation>
    </message>
    <message>
        <source>config.json names {} classes; 2 to {} are possible</source>
        <translation>config.json 列出了 {} 个类别；可以有 2 到 {} 个</translation>
    </message>
    <message>
        <source>two classes have the same name</source>
        <translation>有两个类别同名</translation>
    </message>
    <message>
        <source>its head has numbers that are not finite</source>
        <translation>它的最后一层含有非有限的数值</translation>
    </message>
    <message>
        <source>it says that {} of its {} classes were added</source>
        <translation>它声称新增了 {} 个类别，而共有 {} 个类别</translation>
    </message>
    <message>
        <source>its label_sets do not fit its labels (id2label)</source>
        <translation>其 label_sets 与标签（id2label）不一致</translation>
    </message>
    <message>
        <source>its head has shapes {} and {} for {} classes</source>
        <translation>它的最后一层的形状是 {} 和 {}，而类别有 {} 个</translation>
    </message>
    <message>
        <source>the policy {} has the impossible threshold {}</source>
        <translation>策略 {} 的阈值 {} 不可能</translation>
    </message>
    <message>
        <source>the share {} of a policy is impossible</source>
        <translation>策略中的比例 {} 不可能</translation>
    </message>
    <message>
        <source>the policy {} has the impossible range {}, measured on {} pictures</source>
        <translation>策略 {} 的范围 {}（根据 {} 张照片得出）不可能</translation>
    </message>
    <message>
        <source>it has neither {} nor {}</source>
        <translation>它既没有 {} 也没有 {}</translation>
    </message>
    <message>
        <source>{} does not fit the model</source>
        <translation>{} 与模型不符</translation>
    </message>
    <message>
        <source>the references of its looks show different pictures ({})</source>
        <translation>两次查看的参考图片不一致（{}）</translation>
    </message>
    <message>
        <source>its second_look is not an object with low, high and weight</source>
        <translation>其中的 second_look 不是含有 low、high 和 weight 的对象</translation>
    </message>
    <message>
        <source>its second_look has the impossible numbers {}, {}, {}</source>
        <translation>其中的 second_look 含有不可能的数值 {}、{}、{}</translation>
    </message>
    <message>
        <source>a second look has no second look of its own</source>
        <translation>用于第二次查看的模型不能再含有第二次查看</translation>
    </message>
    <message>
        <source>its second look knows {}, and not {}</source>
        <translation>第二次查看认识的是 {}，而不是 {}</translation>
    </message>
    <message>
        <source>a class cannot be named {}: {}; choose another name</source>
        <translation>类别不能命名为 {}：{}；请另选一个名称</translation>
    </message>
    <message>
        <source>it has no letters</source>
        <translation>它没有文字</translation>
    </message>
    <message>
        <source>it begins or ends with a space</source>
        <translation>它以空格开头或结尾</translation>
    </message>
    <message>
        <source>it begins or ends with a dot</source>
        <translation>它以点开头或结尾</translation>
    </message>
    <message>
        <source>it has characters that cannot be shown</source>
        <translation>它含有无法显示的字符</translation>
    </message>
    <message>
        <source>it is too long</source>
        <translation>它太长</translation>
    </message>
    <message>
        <source>that word means something else to this program</source>
        <translation>这个词在本程序中另有含义</translation>
    </message>
    <message>
        <source>Windows keeps that name for itself</source>
        <translation>这个名称由 Windows 保留</translation>
    </message>
    <message>
        <source>the torch engine is not installed; to install it, in the program&apos;s source folder: {}</source>
        <translation>未安装 torch 引擎；安装方法（在程序源代码文件夹中运行）：{}</translation>
    </message>
    <message>
        <source>the graphics device is out of memory; going on with the CPU</source>
        <translation>显卡内存不足，改用处理器继续</translation>
    </message>
    <message>
        <source>{} cannot be loaded: {}</source>
        <translation>{} 无法载入：{}</translation>
    </message>
    <message>
        <source>{} has {} inputs and {} outputs, not one of each</source>
        <translation>{} 有 {} 个输入和 {} 个输出，而应各有一个</translation>
    </message>
    <message>
        <source>{} reads {} {}, not uint8 pixels {}</source>
        <translation>{} 读取的是 {} {}，而不是 uint8 像素 {}</translation>
    </message>
    <message>
        <source>{} gives {} features; the head reads {}</source>
        <translation>{} 给出 {} 个特征；最后一层读取 {} 个</translation>
    </message>
    <message>
        <source>its preprocessor_config.json leaves pictures at different sizes</source>
        <translation>它的 preprocessor_config.json 使照片大小不一</translation>
    </message>
    <message>
        <source>its preprocessor_config.json has an impossible crop_pct: {}</source>
        <translation>它的 preprocessor_config.json 中的 crop_pct 不可能：{}</translation>
    </message>
    <message>
        <source>its preprocessor_config.json has an impossible size: {}</source>
        <translation>它的 preprocessor_config.json 中的尺寸不可能：{}</translation>
    </message>
    <message>
        <source>{} cannot be loaded as an image classifier: {}</source>
        <translation>{} 无法作为图像分类模型载入：{}</translation>
    </message>
    <message>
        <source>its preprocessor_config.json has a field that this program does not know: {}</source>
        <translation>其 preprocessor_config.json 含有本程序不认识的字段：{}</translation>
    </message>
    <message>
        <source>its image processor, {}, prepares pictures in a way that this program does not know</source>
        <translation>其图像处理器 {} 处理图片的方式是本程序不支持的</translation>
    </message>
    <message>
        <source>{} cannot be written for the program ({}); --checkpoint-only trains it for other programs</source>
        <translation>{} 无法转换为本程序可用的形式（{}）；使用 --checkpoint-only 可为其他程序训练它</translation>
    </message>
    <message>
        <source>the network cannot be made smaller in 8 bits, and is used as it is, more slowly: {}</source>
        <translation>该网络无法压缩为 8 位，将按原样使用，速度较慢：{}</translation>
    </message>
    <message>
        <source>{} is a checkpoint of timm, which needs torchvision; this program does without, and cannot read it</source>
        <translation>{} 是 timm 的检查点，需要 torchvision；本程序不使用 torchvision，无法读取它</translation>
    </message>
    <message>
        <source>the file lacks weights of the network ({}), the first is {}</source>
        <translation>文件缺少网络的权重（{} 个），第一个是 {}</translation>
    </message>
    <message>
        <source>{} has {} linear heads named &apos;classifier&apos;; exactly one is supported</source>
        <translation>{} 有 {} 个名为“classifier”的线性层；只支持恰好一个</translation>
    </message>
    <message>
        <source>{} does more after pooling than one linear layer: not supported</source>
        <translation>{} 在池化之后不止一个线性层：不支持</translation>
    </message>
    <message>
        <source>Permission was denied.</source>
        <translation>没有权限。</translation>
    </message>
    <message>
        <source>The system does not permit it.</source>
        <translation>系统不允许这样做。</translation>
    </message>
    <message>
        <source>The disk is read-only.</source>
        <translation>磁盘是只读的。</translation>
    </message>
    <message>
        <source>The disk is full.</source>
        <translation>磁盘已满。</translation>
    </message>
    <message>
        <source>The quota on the disk is used up.</source>
        <translation>磁盘配额已用完。</translation>
    </message>
    <message>
        <source>It is no longer there.</source>
        <translation>文件已不存在。</translation>
    </message>
    <message>
        <source>A file is in the way of the folder.</source>
        <translation>有一个文件占用了文件夹的名称。</translation>
    </message>
    <message>
        <source>Its name is taken.</source>
        <translation>名称已被占用。</translation>
    </message>
    <message>
        <source>Its name or path is too long there.</source>
        <translation>名称或路径在那里太长。</translation>
    </message>
    <message>
        <source>It is too large for that disk.</source>
        <translation>对那个磁盘来说太大。</translation>
    </message>
    <message>
        <source>The disk reported an error.</source>
        <translation>磁盘报告了错误。</translation>
    </message>
    <message>
        <source>Another program is using it.</source>
        <translation>另一个程序正在使用它。</translation>
    </message>
    <message>
        <source>Its name is not allowed there.</source>
        <translation>那里不允许这个名称。</translation>
    </message>
    <message>
        <source>The disk is no longer there.</source>
        <translation>磁盘已断开。</translation>
    </message>
    <message>
        <source>The network folder is no longer there.</source>
        <translation>网络文件夹已断开。</translation>
    </message>
    <message>
        <source>The file is damaged: move it away, or bring back a copy.</source>
        <translation>文件已损坏：请将它移走，或用备份恢复。</translation>
    </message>
    <message>
        <source>It was cancelled.</source>
        <translation>已取消。</translation>
    </message>
    <message>
        <source>It was interrupted.</source>
        <translation>被中断了。</translation>
    </message>
    <message>
        <source>It was changed in the meantime.</source>
        <translation>期间被修改了。</translation>
    </message>
    <message>
        <source>There is no folder for “{}”.</source>
        <translation>“{}”没有对应的文件夹。</translation>
    </message>
    <message>
        <source>Already in one of these folders.</source>
        <translation>已在其中一个文件夹中。</translation>
    </message>
    <message>
        <source>It is not an ordinary file.</source>
        <translation>它不是普通文件。</translation>
    </message>
    <message>
        <source>The disk of {} keeps no permissions, owners or extended attributes: the files there are without them, and an undo gives them back.</source>
        <translation>{} 所在的磁盘不保存权限、所有者和扩展属性：那里的文件会没有这些信息，撤销后会恢复。</translation>
    </message>
    <message>
        <source>Files with a second name (a hard link), which stays: {}. On the other disk they become files of their own, and stay so after an undo.</source>
        <translation>另有一个名称（硬链接）且该名称留在原处的文件：{} 个。它们在另一个磁盘上会成为独立的文件，撤销后也仍是独立的文件。</translation>
    </message>
    <message>
        <source>It needs {} MB, but the disk has {} MB left.</source>
        <translation>需要 {} MB，但磁盘只剩 {} MB。</translation>
    </message>
    <message>
        <source>The destination is no longer there.</source>
        <translation>目标位置已不存在。</translation>
    </message>
    <message>
        <source>The target folder cannot be reached.</source>
        <translation>无法访问目标文件夹。</translation>
    </message>
    <message>
        <source>{} could not follow: {}</source>
        <translation>{} 无法一起移动：{}</translation>
    </message>
    <message>
        <source>It stays with {}: {}</source>
        <translation>它和 {} 一起留下：{}</translation>
    </message>
    <message>
        <source>There is nothing to undo.</source>
        <translation>没有可撤销的操作。</translation>
    </message>
    <message>
        <source>It is no longer where it was put.</source>
        <translation>它已不在原先放入的位置。</translation>
    </message>
    <message>
        <source>Its old place is taken.</source>
        <translation>它原来的位置已被占用。</translation>
    </message>
    <message>
        <source>The original was changed or is gone, so the copy stays.</source>
        <translation>原件已被修改或不在了，因此保留副本。</translation>
    </message>
    <message>
        <source>The folder {} for the journal cannot be made: {}.</source>
        <translation>无法为日志创建文件夹 {}：{}。</translation>
    </message>
    <message>
        <source>The journal {} cannot be opened: {}</source>
        <translation>无法打开日志 {}：{}</translation>
    </message>
    <message>
        <source>The journal {} cannot be read: {}</source>
        <translation>无法读取日志 {}：{}</translation>
    </message>
    <message>
        <source>The journal {} cannot be written: {}</source>
        <translation>无法写入日志 {}：{}</translation>
    </message>
    <message>
        <source>The journal {} was written by a newer version of this program.</source>
        <translation>日志 {} 由更新版本的程序写入。</translation>
    </message>
    <message>
        <source>The lock {} cannot be taken: {}</source>
        <translation>无法取得锁文件 {}：{}</translation>
    </message>
    <message>
        <source>cannot be read: {}</source>
        <translation>无法读取：{}</translation>
    </message>
    <message>
        <source>{} Trying again.</source>
        <translation>{}正在重试。</translation>
    </message>
    <message>
        <source>{}: {} Trying again.</source>
        <translation>{}：{}正在重试。</translation>
    </message>
    <message>
        <source>{} is no longer there</source>
        <translation>{} 已不存在</translation>
    </message>
    <message>
        <source>{} is not there; waiting for it</source>
        <translation>找不到 {}，正在等待它出现</translation>
    </message>
    <message>
        <source>{} is there again</source>
        <translation>{} 又出现了</translation>
    </message>
    <message>
        <source>{} can be read again</source>
        <translation>{} 又可以读取了</translation>
    </message>
    <message>
        <source>{} cannot be read ({}); trying again</source>
        <translation>无法读取 {}（{}），正在重试</translation>
    </message>
    <message>
        <source>watching {} was interrupted; starting again</source>
        <translation>对 {} 的监视中断，正在重新开始</translation>
    </message>
    <message>
        <source>watching {} ended with an error: {}</source>
        <translation>对 {} 的监视因错误而结束：{}</translation>
    </message>
    <message>
        <source>the limit {} is reached</source>
        <translation>已达到上限 {}</translation>
    </message>
    <message>
        <source>{} is watched already, by process {} since {}</source>
        <translation>{} 已由进程 {} 监视（自 {} 起）</translation>
    </message>
    <message>
        <source>{} is watched already, by another process of this program</source>
        <translation>{} 已由本程序的另一个进程监视</translation>
    </message>
    <message>
        <source>{} cannot be locked: {}</source>
        <translation>无法锁定 {}：{}</translation>
    </message>
    <message>
        <source>{} is not watched</source>
        <translation>{} 未被监视</translation>
    </message>
    <message>
        <source>{} cannot be opened: {}</source>
        <translation>{} 无法打开：{}</translation>
    </message>
    <message>
        <source>{} cannot be used: {}</source>
        <translation>{} 无法使用：{}</translation>
    </message>
    <message>
        <source>{} is damaged</source>
        <translation>{} 已损坏</translation>
    </message>
    <message>
        <source>{} is a link: a model folder holds its files itself</source>
        <translation>{} 是链接：模型文件夹必须自带文件</translation>
    </message>
    <message>
        <source>{} holds {}, which may be code: a model folder is data alone</source>
        <translation>{} 含有 {}，它可能是代码：模型文件夹只能是数据</translation>
    </message>
    <message>
        <source>its config.json asks for code of its own to be run (auto_map)</source>
        <translation>它的 config.json 要求运行自带的代码（auto_map）</translation>
    </message>
    <message>
        <source>{} cannot be run: {}</source>
        <translation>{} 无法运行：{}</translation>
    </message>
    <message>
        <source>{} gives features that the head cannot read</source>
        <translation>{} 给出的特征无法被最后一层读取</translation>
    </message>
    <message>
        <source>there are no labelled pictures to learn from</source>
        <translation>没有可以学习的带标签的照片</translation>
    </message>
    <message>
        <source>another model was chosen while this one learned: retrain once more</source>
        <translation>学习期间换用了另一个模型：请再训练一次</translation>
    </message>
    <message>
        <source>the model in use was deleted meanwhile: choose another one</source>
        <translation>正在使用的模型在此期间被删除：请选择另一个</translation>
    </message>
    <message>
        <source>there is not enough memory</source>
        <translation>内存不足</translation>
    </message>
    <message>
        <source>there is no space left on the disk for a new model</source>
        <translation>磁盘上没有存放新模型的空间</translation>
    </message>
    <message>
        <source>a file</source>
        <translation>一个文件</translation>
    </message>
    <message>
        <source>a full retrain needs labelled pictures of two classes or more</source>
        <translation>完整重新训练需要两个或更多类别的已标注照片</translation>
    </message>
    <message>
        <source>a full retrain needs {} pictures of each label or more; {} has {}. A quick retrain can do with them</source>
        <translation>完整重新训练的每个标签至少需要 {} 张照片；{} 只有 {} 张。快速重新训练可以使用它们</translation>
    </message>
    <message>
        <source>{} pictures labelled both are left out: a full retrain cannot use them</source>
        <translation>{} 张标为“都有”的照片被排除：完整重新训练无法使用它们</translation>
    </message>
    <message>
        <source>a full retrain needs more packages; to install them, in the program&apos;s source folder: {}</source>
        <translation>完整重新训练需要更多软件包；安装方法（在程序源代码文件夹中运行）：{}</translation>
    </message>
    <message>
        <source>another program&apos;s package named trainer, in {}, is in the place of the trainer of catdog: install catdog again, into an environment of its own</source>
        <translation>{} 中另一个程序的同名软件包 trainer 占用了 catdog 训练程序的位置：请将 catdog 重新安装到单独的环境中</translation>
    </message>
    <message>
        <source>the trainer cannot be started: {}</source>
        <translation>无法启动训练程序：{}</translation>
    </message>
    <message>
        <source>the training was ended by signal {}</source>
        <translation>训练被信号 {} 终止</translation>
    </message>
    <message>
        <source>the training was stopped from outside</source>
        <translation>训练被外部停止</translation>
    </message>
    <message>
        <source>the training ended unexpectedly: {}</source>
        <translation>训练意外结束：{}</translation>
    </message>
    <message>
        <source>exit code {}</source>
        <translation>退出代码 {}</translation>
    </message>
    <message>
        <source>it learned new names, but gets {} more of your other pictures wrong</source>
        <translation>它学会了新名称，但您的其他照片多错了 {} 张</translation>
    </message>
    <message>
        <source>its record cannot be read: {}</source>
        <translation>无法读取它的记录：{}</translation>
    </message>
    <message>
        <source>there is no earlier model to go back to</source>
        <translation>没有可以回到的更早模型</translation>
    </message>
    <message>
        <source>the model cannot be installed: {}</source>
        <translation>无法安装模型：{}</translation>
    </message>
    <message>
        <source>{} cannot be copied: {}</source>
        <translation>{} 无法复制：{}</translation>
    </message>
    <message>
        <source>{} exists already: choose another folder</source>
        <translation>{} 已存在：请选择另一个文件夹</translation>
    </message>
    <message>
        <source>{} cannot be written: {}</source>
        <translation>{} 无法写入：{}</translation>
    </message>
    <message>
        <source>the bundled model stays, so that there is always one to go back to</source>
        <translation>程序自带的模型会保留，以便随时可以回到它</translation>
    </message>
    <message>
        <source>{} is in use: choose another model first</source>
        <translation>{} 正在使用：请先选择另一个模型</translation>
    </message>
    <message>
        <source>{} cannot be deleted: {}</source>
        <translation>{} 无法删除：{}</translation>
    </message>
    <message>
        <source>there is no model named {}</source>
        <translation>没有名为 {} 的模型</translation>
    </message>
    <message>
        <source>the switch cannot be written: {}</source>
        <translation>无法保存模型的切换：{}</translation>
    </message>
    <message>
        <source>it cannot be used: {}</source>
        <translation>无法使用：{}</translation>
    </message>
    <message>
        <source>the folder {} cannot be a label: {}</source>
        <translation>文件夹 {} 不能作为标签：{}</translation>
    </message>
    <message>
        <source>{} has no pictures in sub-folders; the names of the sub-folders are the labels</source>
        <translation>{} 的子文件夹中没有照片；子文件夹的名称就是标签</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>this command needs {}; to install it, in the program&apos;s source folder: {}</source>
        <translation>此命令需要 {}；安装方法（在程序源代码文件夹中运行）：{}</translation>
    </message>
    <message>
        <source>there is not enough memory; fewer pictures at once need less</source>
        <translation>内存不足；同时处理较少的照片需要的内存也较少</translation>
    </message>
    <message>
        <source>{} cannot be written: there is no space left for it</source>
        <translation>{} 无法写入：没有剩余空间</translation>
    </message>
    <message>
        <source>the output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>reading the pictures</source>
        <translation>正在读取照片</translation>
    </message>
    <message>
        <source>fitting</source>
        <translation>正在学习</translation>
    </message>
    <message>
        <source>writing the model</source>
        <translation>正在写入模型</translation>
    </message>
    <message>
        <source>fitting the head on frozen features</source>
        <translation>在固定的特征上拟合最后一层</translation>
    </message>
    <message>
        <source>loading the base model</source>
        <translation>正在载入基础模型</translation>
    </message>
    <message>
        <source>training the whole network</source>
        <translation>正在训练整个网络</translation>
    </message>
    <message>
        <source>testing the network before training</source>
        <translation>正在测试训练前的网络</translation>
    </message>
    <message>
        <source>averaging with the weights before training</source>
        <translation>正在与训练前的权重平均</translation>
    </message>
    <message>
        <source>writing the network</source>
        <translation>正在写入网络</translation>
    </message>
    <message>
        <source>held-out features</source>
        <translation>留出照片的特征</translation>
    </message>
    <message>
        <source>calibration</source>
        <translation>校准</translation>
    </message>
    <message>
        <source>skipped {}: {}</source>
        <translation>跳过 {}：{}</translation>
    </message>
    <message>
        <source>skipped {} pictures labelled both or neither: the scores of this model sum to one, so it can learn of neither</source>
        <translation>跳过 {} 张标为“都有”或“都没有”的照片：此模型的各项得分之和为一，因此无法从它们学习</translation>
    </message>
    <message>
        <source>none of the pictures can be read</source>
        <translation>所有照片都无法读取</translation>
    </message>
    <message>
        <source>all the pictures are labelled {}, and the model has no reference pictures of other kinds: label some of another kind too</source>
        <translation>所有照片的标签都是 {}，而模型没有其他种类的参考照片：请也标注一些其他种类的照片</translation>
    </message>
    <message>
        <source>the scores of this model sum to one: it cannot learn that a picture is both or neither</source>
        <translation>此模型的各项得分之和为一：它无法学会照片是“都有”或“都没有”</translation>
    </message>
    <message>
        <source>a new head needs pictures of at least two labels, one of them a class</source>
        <translation>新的最后一层至少需要两种标签的照片，其中一种必须是类别</translation>
    </message>
    <message>
        <source>there is no folder {}</source>
        <translation>没有文件夹 {}</translation>
    </message>
    <message>
        <source>{} cannot be read as a table of corrections (label, path): {}</source>
        <translation>{} 无法作为更正表（标签、路径）读取：{}</translation>
    </message>
    <message>
        <source>there are no pictures in {}</source>
        <translation>{} 中没有照片</translation>
    </message>
    <message>
        <source>the class folder {} has no pictures in it</source>
        <translation>类别文件夹 {} 中没有照片</translation>
    </message>
    <message>
        <source>{} has fewer than two classes (found: {}); sub-folders are the classes</source>
        <translation>{} 的类别少于两个（找到：{}）；子文件夹就是类别</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>the class {} of {} has no picture that can be read; training needs at least two of each</source>
        <translation>类别 {}（{} 中）没有可以读取的照片；训练时每个类别至少需要两张</translation>
    </message>
    <message>
        <source>the class {} of {} has only one picture that can be read; training needs at least two of each</source>
        <translation>类别 {}（{} 中）只有一张可以读取的照片；训练时每个类别至少需要两张</translation>
    </message>
    <message>
        <source>{} has no split named {}</source>
        <translation>{} 没有名为 {} 的部分</translation>
    </message>
    <message>
        <source>reading this data set needs more packages; to install them, in the program&apos;s source folder: {}</source>
        <translation>读取此数据集需要更多软件包；安装方法（在程序源代码文件夹中运行）：{}</translation>
    </message>
    <message>
        <source>cannot write beside {}: {}</source>
        <translation>无法在 {} 旁边写入：{}</translation>
    </message>
    <message>
        <source>cannot write {}: {}</source>
        <translation>无法写入 {}：{}</translation>
    </message>
    <message>
        <source>{} exists already: choose another output folder, or remove that one</source>
        <translation>{} 已存在：请选择另一个输出文件夹，或删除它</translation>
    </message>
    <message>
        <source>--output {} lies within the pictures: choose one outside of {}</source>
        <translation>--output {} 位于照片之中：请在 {} 之外选择</translation>
    </message>
    <message>
        <source>there is no space for the checkpoints in {}: {} MB are needed, {} MB are free</source>
        <translation>{} 中没有存放检查点的空间：需要 {} MB，剩余 {} MB</translation>
    </message>
    <message>
        <source>{} holds an unfinished run: add --resume to go on with it, or remove it</source>
        <translation>{} 中有未完成的训练：请加上 --resume 继续，或删除它</translation>
    </message>
    <message>
        <source>an unfinished run can only go on with the same settings; {}</source>
        <translation>未完成的训练只能以相同的设置继续；{}</translation>
    </message>
    <message>
        <source>{} could be read when training began, but no longer: {}</source>
        <translation>{} 在训练开始时可以读取，但现在不行了：{}</translation>
    </message>
    <message>
        <source>this model cannot be trained at --train-side {}: {}</source>
        <translation>此模型不能以 --train-side {} 训练：{}</translation>
    </message>
    <message>
        <source>it reads whole pictures otherwise after crops of this size</source>
        <translation>用此尺寸的裁剪训练后，它读取整张图片的方式会改变</translation>
    </message>
    <message>
        <source>the preprocessor_config.json of {} cannot be loaded: {}</source>
        <translation>{} 的 preprocessor_config.json 无法载入：{}</translation>
    </message>
    <message>
        <source>there is no EfficientNet named {}; there are {}</source>
        <translation>没有名为 {} 的 EfficientNet；可用的有 {}</translation>
    </message>
    <message>
        <source>the ImageNet weights of {} need: pip install {}</source>
        <translation>{} 的 ImageNet 权重需要：pip install {}</translation>
    </message>
    <message>
        <source>there is no checkpoint at {}; names without a folder: {}</source>
        <translation>{} 处没有检查点；不需要文件夹的名称有：{}</translation>
    </message>
    <message>
        <source>{} is no folder here, and the hub cannot be reached. Without a network: a local checkpoint, or one of {}</source>
        <translation>{} 不是这里的文件夹，也无法连接模型中心。没有网络时可用：本地检查点，或以下之一：{}</translation>
    </message>
    <message>
        <source>{} is missing: {} is no checkpoint</source>
        <translation>缺少 {}：{} 不是检查点</translation>
    </message>
    <message>
        <source>{} is no checkpoint: it has no {}</source>
        <translation>{} 不是检查点：它没有 {}</translation>
    </message>
    <message>
        <source>the config.json of {} does not name its classes (id2label)</source>
        <translation>{} 的 config.json 没有列出类别（id2label）</translation>
    </message>
    <message>
        <source>{} has no tensor {}</source>
        <translation>{} 没有张量 {}</translation>
    </message>
    <message>
        <source>{} is damaged: {}</source>
        <translation>{} 已损坏：{}</translation>
    </message>
    <message>
        <source>its header is too large</source>
        <translation>文件头太大</translation>
    </message>
    <message>
        <source>the weights are cut off</source>
        <translation>权重不完整</translation>
    </message>
    <message>
        <source>the scores of {} are independent: its second look needs --negatives</source>
        <translation>{} 的各类分数相互独立：它的第二次查看需要 --negatives</translation>
    </message>
    <message>
        <source>the scores of {} sum to one: its second look must be trained without --negatives</source>
        <translation>{} 的分数之和为 1：它的第二次查看训练时不能使用 --negatives</translation>
    </message>
    <message>
        <source>{} has other classes ({}), so the two cannot be compared</source>
        <translation>{} 的类别不同（{}），因此两者无法比较</translation>
    </message>
    <message>
        <source>{} is a share between 0 and 1, not {}</source>
        <translation>{} 是 0 到 1 之间的比例，不能是 {}</translation>
    </message>
    <message>
        <source>{} must be {} or more, not {}</source>
        <translation>{} 必须大于或等于 {}，不能是 {}</translation>
    </message>
    <message>
        <source>{} must be from {} to {}, not {}</source>
        <translation>{} 必须在 {} 到 {} 之间，不能是 {}</translation>
    </message>
    <message>
        <source>--count must be 1 or more</source>
        <translation>--count 必须大于或等于 1</translation>
    </message>
    <message>
        <source>there is no folder {} to write the sheet into</source>
        <translation>没有可以写入图表的文件夹 {}</translation>
    </message>
    <message>
        <source>{} is a folder: name a .png file</source>
        <translation>{} 是文件夹：请给出一个 .png 文件</translation>
    </message>
    <message>
        <source>{} has no column named &apos;file&apos;</source>
        <translation>{} 没有名为“file”的列</translation>
    </message>
    <message>
        <source>{} cannot be read as a table of label issues: {}</source>
        <translation>{} 无法作为标签问题表读取：{}</translation>
    </message>
    <message>
        <source>the system reports error {}</source>
        <translation>系统报告错误 {}</translation>
    </message>
    <message>
        <source>its content is not valid</source>
        <translation>内容无效</translation>
    </message>
    <message>
        <source>an unexpected error</source>
        <translation>发生意外错误</translation>
    </message>
    <message>
        <source>the file is damaged</source>
        <translation>文件已损坏</translation>
    </message>
    <message>
        <source>something in {} or config.json is missing or of the wrong kind</source>
        <translation>{} 或 config.json 中缺少某项内容，或其类型不对</translation>
    </message>
    <message>
        <source>{} names no classes</source>
        <translation>{} 没有列出类别</translation>
    </message>
    <message>
        <source>The system reports error {}.</source>
        <translation>系统报告错误 {}。</translation>
    </message>
    <message>
        <source>It cannot be used.</source>
        <translation>无法使用。</translation>
    </message>
    <message>
        <source>{} is no folder here, and it cannot be had from the hub. Check the spelling and the network, or give a folder whose sub-folders are the classes</source>
        <translation>{} 不是这里的文件夹，也无法从模型中心取得。请检查拼写和网络，或给出以子文件夹为类别的文件夹</translation>
    </message>
    <message>
        <source>A folder cannot be named {}: {}.</source>
        <translation>文件夹不能命名为 {}：{}。</translation>
    </message>
    <message>
        <source>a run cannot be reported to {}, only to one of: {}</source>
        <translation>训练不能上报到 {}，只能是以下之一：{}</translation>
    </message>
    <message>
        <source>to report to {}, its package must be installed: pip install {}</source>
        <translation>要上报到 {}，须先安装它的软件包：pip install {}</translation>
    </message>
    <message>
        <source>{} cannot be read as a table of pictures: {}</source>
        <translation>{} 无法作为图片表格读取：{}</translation>
    </message>
    <message>
        <source>which column holds the pictures? Name it with --image-column: {}</source>
        <translation>哪一列是图片？请用 --image-column 指定：{}</translation>
    </message>
    <message>
        <source>the data set has no column {}, only {}</source>
        <translation>数据集没有 {} 列，只有 {}</translation>
    </message>
    <message>
        <source>{} has rows without a label in the column {}: {}</source>
        <translation>{} 的 {} 列中有没有标签的行：{}</translation>
    </message>
    <message>
        <source>{} has no column &apos;label&apos; or &apos;labels&apos;: name it with --label-column</source>
        <translation>{} 没有“label”或“labels”列：请用 --label-column 指定</translation>
    </message>
    <message>
        <source>{} cannot be written: the name of the sheet ends in one of {}</source>
        <translation>无法写入 {}：图表的文件名须以 {} 之一结尾</translation>
    </message>
    <message>
        <source>there is no token for the hub: log in with &apos;hf auth login&apos;, or set HF_TOKEN</source>
        <translation>没有 Hub 的访问令牌：请用“hf auth login”登录，或设置 HF_TOKEN</translation>
    </message>
    <message>
        <source>uploading {} to {}</source>
        <translation>正在把 {} 上传到 {}</translation>
    </message>
    <message>
        <source>nothing was uploaded to {}: {}</source>
        <translation>没有上传到 {}：{}</translation>
    </message>
    <message>
        <source>There is no keyword for “{}”.</source>
        <translation>“{}”没有对应的关键字。</translation>
    </message>
    <message>
        <source>Its XMP file cannot be read, so it is left as it is.</source>
        <translation>其 XMP 文件无法读取，已保持原样。</translation>
    </message>
    <message>
        <source>Its XMP file is too large, so it is left as it is.</source>
        <translation>其 XMP 文件过大，已保持原样。</translation>
    </message>
    <message>
        <source>Its XMP file keeps keywords in an unusual form, so it is left as it is.</source>
        <translation>其 XMP 文件中关键字的格式不常见，已保持原样。</translation>
    </message>
    <message>
        <source>Its XMP file is read-only.</source>
        <translation>其 XMP 文件为只读。</translation>
    </message>
    <message>
        <source>Its XMP file was changed or moved since, so the keyword stays.</source>
        <translation>其 XMP 文件之后被更改或移动过，因此关键字予以保留。</translation>
    </message>
    <message>
        <source>It has this keyword already.</source>
        <translation>它已有此关键字。</translation>
    </message>
    <message>
        <source>{} belongs to another program</source>
        <translation>{} 属于其他程序</translation>
    </message>
    <message>
        <source>It could not be moved to the trash. Its disk may have none.</source>
        <translation>无法移到回收站，它所在的磁盘可能没有回收站。</translation>
    </message>
    <message>
        <source>{} is no whole tar file</source>
        <translation>{} 不是完整的 tar 文件</translation>
    </message>
    <message>
        <source>in {} there is no label (.cls, or .json with label) for {}</source>
        <translation>{} 中没有 {} 的标签（.cls，或含 label 的 .json）</translation>
    </message>
    <message>
        <source>{} has no name for class {}</source>
        <translation>{} 中没有类别 {} 的名称</translation>
    </message>
    <message>
        <source>More than one class</source>
        <translation>不止一类</translation>
    </message>
    <message>
        <source>None of the classes</source>
        <translation>不属于任何类别</translation>
    </message>
    <message>
        <source>No cat or dog</source>
        <translation>没有猫或狗</translation>
    </message>
    <message>
        <source>Cat and dog</source>
        <translation>同时有猫和狗</translation>
    </message>
    <message>
        <source>Unsure</source>
        <translation>不确定</translation>
    </message>
    <message>
        <source>Already in place.</source>
        <translation>已在正确的位置。</translation>
    </message>
    <message>
        <source>{} This will be put right when the program starts next.</source>
        <translation>{}下次启动程序时会自动修正。</translation>
    </message>
    <message>
        <source>too many changes in {} at once; checking the whole folder</source>
        <translation>{} 中同时发生的变化太多，正在检查整个文件夹</translation>
    </message>
    <message>
        <source>{} is on a network ({}): checking every {} s</source>
        <translation>{} 在网络上（{}）：每 {} 秒检查一次</translation>
    </message>
    <message>
        <source>the system reports changes in {} again</source>
        <translation>系统又能报告 {} 中的变化了</translation>
    </message>
    <message>
        <source>the system cannot report changes in {}: {}; checking every {} s</source>
        <translation>系统无法报告 {} 中的变化：{}；每 {} 秒检查一次</translation>
    </message>
    <message>
        <source>the training was stopped by the system, probably because memory ran out: try fewer pictures</source>
        <translation>训练被系统终止，可能是内存不足：请减少照片数量再试</translation>
    </message>
    <message>
        <source>it forgot: of {} reference pictures it gets {} wrong that were right before, and only {} right that were wrong</source>
        <translation>它有所遗忘：在 {} 张参考照片中，{} 张原来正确的现在错了，只有 {} 张原来错误的现在对了</translation>
    </message>
    <message>
        <source>it is confidently wrong on {} of {} reference pictures instead of {}</source>
        <translation>它对 {} 张参考照片（共 {} 张）确信地判错，原来是 {} 张</translation>
    </message>
    <message>
        <source>it labels fewer without review: {} of {} reference pictures instead of {}</source>
        <translation>无需确认的参考照片变少了：{} 张（共 {} 张），原来是 {} 张</translation>
    </message>
    <message>
        <source>of your own pictures it gets {} of {} right, the model in use {}</source>
        <translation>您自己的照片它答对 {} 张（共 {} 张），当前模型答对 {} 张</translation>
    </message>
    <message>
        <source>it cannot be tested on reference pictures: the two models have none in common</source>
        <translation>两个模型没有共同的参考照片，无法测试</translation>
    </message>
    <message>
        <source>there are no pictures of your own to test it on; it is no worse on the reference pictures</source>
        <translation>没有您自己的照片可供测试；它在参考照片上不逊于原模型</translation>
    </message>
    <message>
        <source>of your own pictures it gets {} of {} right, the model in use {}; it is no worse on the reference pictures</source>
        <translation>您自己的照片它答对 {} 张（共 {} 张），当前模型答对 {} 张；它在参考照片上不逊于原模型</translation>
    </message>
    <message>
        <source>testing</source>
        <translation>正在测试</translation>
    </message>
    <message>
        <source>testing the network that is kept</source>
        <translation>正在测试保留的网络</translation>
    </message>
    <message>
        <source>{} has classes that the model does not have: {}</source>
        <translation>{} 中有模型没有的类别：{}</translation>
    </message>
    <message>
        <source>It was written by a newer version of this program: install that one.</source>
        <translation>它是由本程序的更新版本写入的：请安装该版本。</translation>
    </message>
    <message>
        <source>a name with line breaks, or with bytes that are no text, cannot be written there: {}</source>
        <translation>名称中含有换行或不是文字的字节，不能写在那里：{}</translation>
    </message>
    <message>
        <source>A file cannot be named {}: {}.</source>
        <translation>文件不能命名为{}：{}。</translation>
    </message>
    <message>
        <source>“{}” is there already.</source>
        <translation>“{}”已存在。</translation>
    </message>
    <message>
        <source>names cannot have any of {} in them</source>
        <translation>名称中不能含有 {}</translation>
    </message>
    <message>
        <source>{} cannot be listed: {}</source>
        <translation>无法列出 {}：{}</translation>
    </message>
    <message>
        <source>nothing is installed that reads {}: check the address, or install the package for it, such as s3fs or gcsfs</source>
        <translation>没有安装能读取 {} 的软件包：请检查地址，或安装相应的软件包，例如 s3fs 或 gcsfs</translation>
    </message>
    <message>
        <source>cannot be fetched: {}</source>
        <translation>无法获取：{}</translation>
    </message>
    <message>
        <source>no column of this file holds pictures</source>
        <translation>此文件中没有包含图片的列</translation>
    </message>
    <message>
        <source>{} was not written by this program: choose another --output</source>
        <translation>{} 不是本程序写入的：请用 --output 另选位置</translation>
    </message>
    <message>
        <source>{} holds scores of a model with other classes ({}): choose another --output</source>
        <translation>{} 中是另一个类别不同的模型（{}）的分数：请用 --output 另选位置</translation>
    </message>
    <message>
        <source>another run writes into {}: wait until it ends</source>
        <translation>另一个任务正在写入 {}：请等它结束</translation>
    </message>
    <message>
        <source>it was changed since it was scored</source>
        <translation>评分之后它被更改过</translation>
    </message>
    <message>
        <source>--ray needs Ray: pip install ray</source>
        <translation>--ray 需要安装 Ray：pip install ray</translation>
    </message>
    <message>
        <source>the workers that scored it died {} times</source>
        <translation>为它评分的工作进程已意外退出 {} 次</translation>
    </message>
    <message>
        <source>a worker cannot score: {}</source>
        <translation>工作进程无法评分：{}</translation>
    </message>
    <message>
        <source>no Ray cluster can be used at {}: start one with `ray start --head`</source>
        <translation>在 {} 没有可用的 Ray 集群：请用 `ray start --head` 启动一个</translation>
    </message>
</context>
<context>
    <name>ModelFacts</name>
    <message numerus="yes">
        <source>Right on {} of %Ln pictures from other sources.</source>
        <translation>
            <numerusform>在其他来源的 %Ln 张照片中，正确率为 {}。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Right on {} of %Ln pictures that it did not learn from.</source>
        <translation>
            <numerusform>在未参与训练的 %Ln 张照片中，正确率为 {}。</numerusform>
        </translation>
    </message>
    <message>
        <source>Made on {}</source>
        <translation>制作日期：{}</translation>
    </message>
    <message>
        <source>Based on {}</source>
        <translation>基于：{}</translation>
    </message>
    <message>
        <source>Licence of the weights: {}</source>
        <translation>权重许可证：{}</translation>
    </message>
    <message>
        <source>Identifier: {}</source>
        <translation>标识符：{}</translation>
    </message>
</context>
<context>
    <name>OverflowButton</name>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
</context>
<context>
    <name>PendingStrip</name>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Pictures to review</source>
        <translation>待确认的照片</translation>
    </message>
</context>
<context>
    <name>PictureModel</name>
    <message numerus="yes">
        <source>stack of %n</source>
        <translation>
            <numerusform>%n 张一组</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PreviewPanel</name>
    <message numerus="yes">
        <source>%Ln picture(s) selected</source>
        <translation>
            <numerusform>已选择 %Ln 张照片</numerusform>
        </translation>
    </message>
    <message>
        <source>Goes to {}/</source>
        <translation>将放入 {}/</translation>
    </message>
    <message>
        <source>{}: stays where it is</source>
        <translation>{}：留在原处</translation>
    </message>
    <message>
        <source>This picture cannot be shown.</source>
        <translation>无法显示这张照片。</translation>
    </message>
    <message>
        <source>Not classified yet</source>
        <translation>尚未识别</translation>
    </message>
    <message>
        <source>Select a picture to see it large.</source>
        <translation>选择一张照片以查看大图。</translation>
    </message>
    <message>
        <source>Gets the keyword {}</source>
        <translation>将写入关键字 {}</translation>
    </message>
    <message>
        <source>{}: gets no keyword</source>
        <translation>{}：不写入关键字</translation>
    </message>
</context>
<context>
    <name>ProgressPage</name>
    <message>
        <source>Progress of the retraining</source>
        <translation>重新训练的进度</translation>
    </message>
    <message>
        <source>The model in use stays as it is until then.</source>
        <translation>在此之前，正在使用的模型保持不变。</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>正在开始…</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>{} of {}</source>
        <translation>{} / {}</translation>
    </message>
</context>
<context>
    <name>RecentRow</name>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Undo: {}</source>
        <translation>撤销：{}</translation>
    </message>
</context>
<context>
    <name>ReleaseModel</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>{} (in use)</source>
        <translation>{}（使用中）</translation>
    </message>
    <message>
        <source>elsewhere</source>
        <translation>别处</translation>
    </message>
    <message>
        <source>the model of the program</source>
        <translation>程序自带的模型</translation>
    </message>
    <message>
        <source>Based on</source>
        <translation>基于</translation>
    </message>
    <message>
        <source>Trained on</source>
        <translation>训练数据</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Included with the program</source>
        <translation>程序自带</translation>
    </message>
    <message>
        <source>Cannot be used</source>
        <translation>无法使用</translation>
    </message>
    <message>
        <source>At least as good</source>
        <translation>不逊于原模型</translation>
    </message>
    <message>
        <source>Worse</source>
        <translation>较差</translation>
    </message>
    <message>
        <source>Not tested</source>
        <translation>未测试</translation>
    </message>
</context>
<context>
    <name>ReleasesDialog</name>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>导入…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Models, newest first</source>
        <translation>模型，最新的在前</translation>
    </message>
    <message>
        <source>In use now: {}</source>
        <translation>现在使用：{}</translation>
    </message>
    <message>
        <source>Export into which folder?</source>
        <translation>导出到哪个文件夹？</translation>
    </message>
    <message>
        <source>Copying to {}…</source>
        <translation>正在复制到 {}…</translation>
    </message>
    <message>
        <source>Exported.</source>
        <translation>已导出。</translation>
    </message>
    <message>
        <source>Choose a folder with a model</source>
        <translation>选择包含模型的文件夹</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>正在检查…</translation>
    </message>
    <message>
        <source>Delete this model?</source>
        <translation>删除这个模型？</translation>
    </message>
    <message>
        <source>Deleted.</source>
        <translation>已删除。</translation>
    </message>
    <message>
        <source>Use previous</source>
        <translation>使用上一个</translation>
    </message>
    <message>
        <source>Included with the program</source>
        <translation>程序自带</translation>
    </message>
    <message>
        <source>Imported. Select it in the list to use it.</source>
        <translation>已导入。要使用它，请在列表中选择。</translation>
    </message>
    <message>
        <source>This cannot be undone. Your corrections are kept.</source>
        <translation>此操作无法撤销。您的更正会保留。</translation>
    </message>
</context>
<context>
    <name>RenameController</name>
    <message>
        <source>Pictures can be renamed once all are classified.</source>
        <translation>全部识别完成后才能重命名照片。</translation>
    </message>
</context>
<context>
    <name>RenameSheet</name>
    <message>
        <source>New name</source>
        <translation>新名称</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Rename “{}”</source>
        <translation>重命名“{}”</translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) that belong to it are renamed too.</source>
        <translation>
            <numerusform>附属的 %Ln 个文件会一起重命名。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReportBar</name>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) stayed</source>
        <translation>
            <numerusform>%Ln 个文件留在原处</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s) got keywords.</source>
        <translation>
            <numerusform>已为 %Ln 张照片写入关键字。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Keywords of %Ln picture(s) removed.</source>
        <translation>
            <numerusform>已移除 %Ln 张照片的关键字。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s) copied.</source>
        <translation>
            <numerusform>已复制 %Ln 张照片。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s) sorted.</source>
        <translation>
            <numerusform>已整理 %Ln 张照片。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s) moved back.</source>
        <translation>
            <numerusform>已将 %Ln 张照片移回原处。</numerusform>
        </translation>
    </message>
    <message>
        <source>Renamed.</source>
        <translation>已重命名。</translation>
    </message>
    <message>
        <source>Not renamed.</source>
        <translation>未重命名。</translation>
    </message>
    <message>
        <source>The old name is back.</source>
        <translation>已恢复原来的名称。</translation>
    </message>
    <message>
        <source>The new name stays.</source>
        <translation>仍为新名称。</translation>
    </message>
</context>
<context>
    <name>ResultPage</name>
    <message>
        <source>Details</source>
        <translation>详细信息</translation>
    </message>
    <message>
        <source>Pictures on which the models differ</source>
        <translation>两个模型结果不同的照片</translation>
    </message>
    <message numerus="yes">
        <source>The models differ on %Ln picture(s)</source>
        <translation>
            <numerusform>两个模型在 %Ln 张照片上结果不同</numerusform>
        </translation>
    </message>
    <message>
        <source>Your label: {}</source>
        <translation>您的标签：{}</translation>
    </message>
    <message>
        <source>Both models looked at the same pictures: yours, some of which were kept apart from the training, and reference pictures that every model carries. The new one may be used if it is right at least as often on yours and has not forgotten what the other knew. “Labelled without review” is what it decides by itself.</source>
        <translation>两个模型看的是同样的照片：您自己的照片（其中一部分未参与训练），以及每个模型都自带的参考照片。如果新模型在您的照片上至少同样准确，并且没有忘记原模型会的，就可以使用。“无需确认”是指它自行判定的照片。</translation>
    </message>
</context>
<context>
    <name>RetrainController</name>
    <message>
        <source>Stop retraining?</source>
        <translation>要停止重新训练吗？</translation>
    </message>
    <message>
        <source>A new model is being trained. Its progress will be lost; your corrections are kept.</source>
        <translation>正在训练新模型。当前进度会丢失，您的更正会保留。</translation>
    </message>
</context>
<context>
    <name>RetrainModeChoice</name>
    <message>
        <source>Full: the whole network, in minutes or hours</source>
        <translation>完整：训练整个网络，需要几分钟到几小时</translation>
    </message>
    <message>
        <source>What a full retrain starts from</source>
        <translation>完整重新训练的起点</translation>
    </message>
    <message>
        <source>the model in use</source>
        <translation>正在使用的模型</translation>
    </message>
    <message>
        <source>the model of the program</source>
        <translation>程序自带的模型</translation>
    </message>
    <message>
        <source>a folder…</source>
        <translation>文件夹…</translation>
    </message>
    <message>
        <source>It starts from</source>
        <translation>起点</translation>
    </message>
    <message>
        <source>Choose a folder with a model</source>
        <translation>选择包含模型的文件夹</translation>
    </message>
    <message>
        <source>Quick: the last layer only, in seconds</source>
        <translation>快速：只训练最后一层，几秒钟</translation>
    </message>
    <message>
        <source>It is downloaded once: about 100 MB.</source>
        <translation>只需下载一次，约 100 MB。</translation>
    </message>
</context>
<context>
    <name>RetrainSheet</name>
    <message>
        <source>There is nothing to learn from yet</source>
        <translation>还没有可以学习的内容</translation>
    </message>
    <message>
        <source>Measuring how long it will take…</source>
        <translation>正在测算所需时间…</translation>
    </message>
    <message numerus="yes">
        <source>Learn from %Ln picture(s)</source>
        <translation>
            <numerusform>从 %Ln 张照片中学习</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln correction(s) are new.</source>
        <translation>
            <numerusform>其中 %Ln 个更正是新的。</numerusform>
        </translation>
    </message>
    <message>
        <source>Correct a few pictures first: choose one and say what it shows. Or add an example folder.</source>
        <translation>请先更正几张照片：选择一张并说明它显示的内容。也可以添加示例文件夹。</translation>
    </message>
    <message>
        <source>It will take {}.</source>
        <translation>需要{}。</translation>
    </message>
    <message>
        <source>Learning from your corrections</source>
        <translation>正在从您的更正中学习</translation>
    </message>
    <message>
        <source>The new model is in use</source>
        <translation>已开始使用新模型</translation>
    </message>
    <message>
        <source>Your corrections cannot be read</source>
        <translation>无法读取您的更正</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>使用新模型</translation>
    </message>
    <message>
        <source>Retrain</source>
        <translation>重新训练</translation>
    </message>
    <message>
        <source>Checking your corrections…</source>
        <translation>正在检查您的更正…</translation>
    </message>
    <message>
        <source>The time it takes is shown once it has started.</source>
        <translation>开始后会显示所需时间。</translation>
    </message>
    <message>
        <source>No new model</source>
        <translation>没有新模型</translation>
    </message>
    <message>
        <source>The model in use has not changed.</source>
        <translation>正在使用的模型没有改变。</translation>
    </message>
    <message>
        <source>The model in use stays in use. The new one is listed in Settings.</source>
        <translation>继续使用当前模型。新模型可在“设置”中找到。</translation>
    </message>
    <message>
        <source>The new model is at least as good</source>
        <translation>新模型不逊于原模型</translation>
    </message>
    <message>
        <source>The new model is not used</source>
        <translation>未使用新模型</translation>
    </message>
    <message>
        <source>The new model could not be tested</source>
        <translation>无法测试新模型</translation>
    </message>
    <message>
        <source>Use the new model if it is at least as good</source>
        <translation>新模型不逊于原模型时自动使用</translation>
    </message>
</context>
<context>
    <name>RunFiles</name>
    <message>
        <source>Find a file</source>
        <translation>查找文件</translation>
    </message>
    <message>
        <source>Files of the sort</source>
        <translation>此次整理的文件</translation>
    </message>
</context>
<context>
    <name>RunFilesModel</name>
    <message>
        <source>From</source>
        <translation>原位置</translation>
    </message>
    <message>
        <source>To</source>
        <translation>新位置</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Moved</source>
        <translation>已移动</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message>
        <source>Undone</source>
        <translation>已撤销</translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation>已中断</translation>
    </message>
    <message>
        <source>Stayed</source>
        <translation>留在原处</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Keyword written</source>
        <translation>已写入关键字</translation>
    </message>
    <message>
        <source>Renamed</source>
        <translation>已重命名</translation>
    </message>
</context>
<context>
    <name>ScoreBars</name>
    <message>
        <source>How much the picture looks like each of them to the model. The scores do not add up to 100 %: a picture can show both, or neither. Where a score is neither high nor low, the picture is unsure.</source>
        <translation>模型认为照片与每一类的相像程度。各分数相加不等于 100%，因为照片可以两者都有，也可以都没有。如果有分数不高也不低，照片就是不确定的。</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Watched folders</source>
        <translation>受监视的文件夹</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Include sub-folders</source>
        <translation>包括子文件夹</translation>
    </message>
    <message>
        <source>How sure</source>
        <translation>确定程度</translation>
    </message>
    <message>
        <source>One for each core ({})</source>
        <translation>每个核心一张（{}）</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>All models…</source>
        <translation>所有模型…</translation>
    </message>
    <message>
        <source>Pictures at once</source>
        <translation>并行处理数</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>In use: {}</source>
        <translation>正在使用：{}</translation>
    </message>
    <message>
        <source>Of {}</source>
        <translation>{} 的版本</translation>
    </message>
    <message>
        <source>File managers</source>
        <translation>文件管理器</translation>
    </message>
    <message>
        <source>Move the files</source>
        <translation>移动文件</translation>
    </message>
    <message>
        <source>Copy the files</source>
        <translation>复制文件</translation>
    </message>
    <message>
        <source>Write keywords</source>
        <translation>写入关键字</translation>
    </message>
    <message>
        <source>Sorting</source>
        <translation>整理方式</translation>
    </message>
    <message>
        <source>General</source>
        <translation>通用</translation>
    </message>
    <message>
        <source>Open the last folder at the start</source>
        <translation>启动时打开上次的文件夹</translation>
    </message>
    <message>
        <source>Recognition</source>
        <translation>识别</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Same as system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Custom</source>
        <translation>自定义</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Runs on</source>
        <translation>运行设备</translation>
    </message>
    <message>
        <source>Clear cached results</source>
        <translation>清除缓存的结果</translation>
    </message>
    <message>
        <source>Data folder</source>
        <translation>数据文件夹</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>正在打开…</translation>
    </message>
    <message>
        <source>Included with the program</source>
        <translation>程序自带</translation>
    </message>
    <message>
        <source>Cleared.</source>
        <translation>已清除。</translation>
    </message>
    <message>
        <source>Use a retrained model if it is at least as good</source>
        <translation>重新训练的模型不逊于原模型时自动使用</translation>
    </message>
    <message>
        <source>Stack similar pictures</source>
        <translation>堆叠相似照片</translation>
    </message>
    <message>
        <source>Bursts and copies are shown as one picture; no file is changed (Ctrl+G)</source>
        <translation>连拍和重复的照片合并显示为一张；不会更改任何文件 (Ctrl+G)</translation>
    </message>
    <message>
        <source>About catdog</source>
        <translation>关于 catdog</translation>
    </message>
</context>
<context>
    <name>ShortcutOverlay</name>
    <message>
        <source>All keys</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Any key closes this</source>
        <translation>按任意键关闭</translation>
    </message>
</context>
<context>
    <name>SkippedFiles</name>
    <message>
        <source>Why files stay, and which</source>
        <translation>哪些文件留下，以及原因</translation>
    </message>
</context>
<context>
    <name>SortController</name>
    <message numerus="yes">
        <source>%Ln picture(s): back to {}</source>
        <translation>
            <numerusform>%Ln 张照片：恢复为“{}”</numerusform>
        </translation>
    </message>
    <message>
        <source>{}: back to {}</source>
        <translation>{}：恢复为“{}”</translation>
    </message>
    <message>
        <source>These files stayed where they are</source>
        <translation>这些文件留在原处</translation>
    </message>
    <message>
        <source>These pictures could not be read</source>
        <translation>这些照片无法读取</translation>
    </message>
    <message>
        <source>Stop now?</source>
        <translation>要现在停止吗？</translation>
    </message>
    <message>
        <source>Files are being moved. Those moved so far stay moved; you can undo that later.</source>
        <translation>正在移动文件。已移动的文件会保留在新位置，以后可以撤销。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s): labels restored</source>
        <translation>
            <numerusform>%Ln 张照片：已恢复标签</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SortService</name>
    <message>
        <source>Not classified yet</source>
        <translation>尚未识别</translation>
    </message>
</context>
<context>
    <name>SortSheet</name>
    <message>
        <source>Include sub-folders</source>
        <translation>包括子文件夹</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>更改…</translation>
    </message>
    <message>
        <source>Change the destination</source>
        <translation>更改目标位置</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Sort</source>
        <translation>整理</translation>
    </message>
    <message>
        <source>How</source>
        <translation>方式</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Looking through the folder…</source>
        <translation>正在查看文件夹…</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Working out where everything goes…</source>
        <translation>正在准备…</translation>
    </message>
    <message>
        <source>{} get the keyword {}</source>
        <translation>{} 张获得关键字 {}</translation>
    </message>
    <message>
        <source>There is nothing to sort</source>
        <translation>没有需要整理的照片</translation>
    </message>
    <message numerus="yes">
        <source>Copy %Ln picture(s)</source>
        <translation>
            <numerusform>复制 %Ln 张照片</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Sort %Ln picture(s)</source>
        <translation>
            <numerusform>整理 %Ln 张照片</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln name(s) are taken: they become “name (2)”.</source>
        <translation>
            <numerusform>%Ln 个名称已被占用：将改为“名称 (2)”。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) that belong to them go along.</source>
        <translation>
            <numerusform>%Ln 个附属文件会一起移动。</numerusform>
        </translation>
    </message>
    <message>
        <source>Sub-folders are kept below each of them.</source>
        <translation>子文件夹的结构会保留。</translation>
    </message>
    <message>
        <source>{} in all.</source>
        <translation>共 {}。</translation>
    </message>
    <message>
        <source>Where the sorted pictures go</source>
        <translation>整理后的照片放在哪里</translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) stay where they are:</source>
        <translation>
            <numerusform>%Ln 个文件留在原处：</numerusform>
        </translation>
    </message>
    <message>
        <source>Write keywords</source>
        <translation>写入关键字</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>移动</translation>
    </message>
    <message numerus="yes">
        <source>Write keywords for %Ln picture(s)</source>
        <translation>
            <numerusform>为 %Ln 张照片写入关键字</numerusform>
        </translation>
    </message>
    <message>
        <source>They are written into XMP files; the pictures are not changed.</source>
        <translation>关键字写入 XMP 文件，照片本身不会更改。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) get no keyword:</source>
        <translation>
            <numerusform>%Ln 个文件不写入关键字：</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SortedBar</name>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>Undo: {}</source>
        <translation>撤销：{}</translation>
    </message>
</context>
<context>
    <name>StackMessages</name>
    <message>
        <source>Looking for similar pictures…</source>
        <translation>正在查找相似照片…</translation>
    </message>
    <message numerus="yes">
        <source>%Ln stack(s) of similar pictures</source>
        <translation>
            <numerusform>%Ln 组相似照片</numerusform>
        </translation>
    </message>
    <message>
        <source>No similar pictures</source>
        <translation>没有相似照片</translation>
    </message>
    <message>
        <source>Every picture by itself</source>
        <translation>已取消堆叠</translation>
    </message>
</context>
<context>
    <name>StartPage</name>
    <message>
        <source>Sorts photos of cats and dogs into folders.</source>
        <translation>把猫和狗的照片整理到文件夹中。</translation>
    </message>
    <message>
        <source>Nothing leaves this computer.</source>
        <translation>照片不会离开这台电脑。</translation>
    </message>
    <message>
        <source>Recent folders</source>
        <translation>最近的文件夹</translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s)</source>
        <translation>
            <numerusform>%Ln 张照片</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ThresholdPanel</name>
    <message>
        <source>How sure?</source>
        <translation>确定程度</translation>
    </message>
    <message>
        <source>About {} of these are right.</source>
        <translation>其中约 {} 是正确的。</translation>
    </message>
    <message>
        <source>An estimate, measured on other pictures.</source>
        <translation>这是根据其他照片得出的估计。</translation>
    </message>
    <message numerus="yes">
        <source>Measured on %Ln cats and dogs from other people&apos;s pictures.</source>
        <translation>
            <numerusform>根据他人拍摄的 %Ln 张猫狗照片测得。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln ready to sort</source>
        <translation>
            <numerusform>%Ln 张待整理</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln need review</source>
        <translation>
            <numerusform>%Ln 张待确认</numerusform>
        </translation>
    </message>
    <message>
        <source>How many of such decisions were right on other people&apos;s pictures. Yours may be easier or harder, so look at some before you sort.</source>
        <translation>这是在他人照片上测得的正确比例。您的照片可能更容易或更难识别，整理之前请先看几张。</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>Back to the pictures</source>
        <translation>返回照片</translation>
    </message>
    <message>
        <source>Previous picture</source>
        <translation>上一张</translation>
    </message>
    <message>
        <source>Next picture</source>
        <translation>下一张</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>缩放</translation>
    </message>
    <message>
        <source>{} of {}</source>
        <translation>第 {} 张，共 {} 张</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>适合窗口</translation>
    </message>
    <message>
        <source>Whole picture</source>
        <translation>整张照片</translation>
    </message>
    <message>
        <source>Zoom: {}</source>
        <translation>缩放：{}</translation>
    </message>
</context>
<context>
    <name>TrashController</name>
    <message>
        <source>These files are not in the trash</source>
        <translation>这些文件未能移到回收站</translation>
    </message>
    <message>
        <source>{} is in the trash. The file manager can restore it from there.</source>
        <translation>{} 已移到回收站，可在文件管理器中还原。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s) are in the trash. The file manager can restore them from there.</source>
        <translation>
            <numerusform>%Ln 张图片已移到回收站，可在文件管理器中还原。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>Open the window</source>
        <translation>打开窗口</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Click here to undo.</source>
        <translation>点击此处撤销。</translation>
    </message>
    <message>
        <source>Click here to see them.</source>
        <translation>点击此处查看。</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
</context>
<context>
    <name>WatchEmptyState</name>
    <message>
        <source>Open a folder…</source>
        <translation>打开文件夹…</translation>
    </message>
    <message>
        <source>Watch “{}”</source>
        <translation>监视“{}”</translation>
    </message>
    <message>
        <source>New pictures in a watched folder are sorted automatically. Each can be undone.</source>
        <translation>所监视文件夹中的新照片会自动整理，每一张都可以撤销。</translation>
    </message>
</context>
<context>
    <name>WatchOptions</name>
    <message>
        <source>Stay in the tray when the window is closed</source>
        <translation>关闭窗口后留在托盘中</translation>
    </message>
    <message>
        <source>Start at login</source>
        <translation>登录时启动</translation>
    </message>
    <message>
        <source>This cannot be changed: {}</source>
        <translation>无法更改此设置：{}</translation>
    </message>
</context>
<context>
    <name>WatchService</name>
    <message>
        <source>The model is still being opened.</source>
        <translation>模型仍在载入。</translation>
    </message>
    <message>
        <source>There is nothing to undo.</source>
        <translation>没有可以撤销的操作。</translation>
    </message>
</context>
<context>
    <name>WatchSheet</name>
    <message>
        <source>Watched folders</source>
        <translation>受监视的文件夹</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>设置…</translation>
    </message>
    <message>
        <source>Nothing to review.</source>
        <translation>没有需要确认的照片。</translation>
    </message>
    <message>
        <source>Recently sorted</source>
        <translation>最近整理</translation>
    </message>
    <message>
        <source>Needs review</source>
        <translation>待确认</translation>
    </message>
</context>
<context>
    <name>Watching</name>
    <message>
        <source>Starting…</source>
        <translation>正在开始…</translation>
    </message>
    <message>
        <source>Watching</source>
        <translation>正在监视</translation>
    </message>
    <message>
        <source>Not watched</source>
        <translation>未监视</translation>
    </message>
    <message>
        <source>A folder cannot be watched</source>
        <translation>有一个文件夹无法监视</translation>
    </message>
    <message>
        <source>Watching is paused</source>
        <translation>监视已暂停</translation>
    </message>
    <message numerus="yes">
        <source>Watching %Ln folder(s)</source>
        <translation>
            <numerusform>正在监视 %Ln 个文件夹</numerusform>
        </translation>
    </message>
    <message>
        <source>{} into {}/</source>
        <translation>{} 张移入 {}/</translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s) sorted:</source>
        <translation>
            <numerusform>已整理 %Ln 张照片：</numerusform>
        </translation>
    </message>
    <message>
        <source>Watching (checks every few seconds)</source>
        <translation>正在监视（每隔几秒检查一次）</translation>
    </message>
    <message>
        <source>Sorting new pictures</source>
        <translation>正在整理新照片</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Folder not found; waiting for it</source>
        <translation>找不到文件夹，正在等待</translation>
    </message>
    <message>
        <source>Watching stops when the window is closed: this desktop has no tray.</source>
        <translation>此桌面没有托盘，关闭窗口后会停止监视。</translation>
    </message>
    <message>
        <source>Watching continues in the tray when the window is closed. To stop it, quit the program.</source>
        <translation>关闭窗口后会在托盘中继续监视。要停止，请退出程序。</translation>
    </message>
    <message>
        <source>Watching stops when the window is closed, and continues when it is opened again.</source>
        <translation>关闭窗口后停止监视，重新打开后继续。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s) to review</source>
        <translation>
            <numerusform>%Ln 张照片待确认</numerusform>
        </translation>
    </message>
    <message>
        <source>{} moved to {}/</source>
        <translation>{} 已移到 {}/</translation>
    </message>
    <message>
        <source>{} moved back. It will not be sorted again.</source>
        <translation>{} 已移回原处，不会再自动整理。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s) moved back. They will not be sorted again.</source>
        <translation>
            <numerusform>%Ln 张照片已移回原处，不会再自动整理。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>Cat</source>
        <translation>猫</translation>
    </message>
    <message>
        <source>Dog</source>
        <translation>狗</translation>
    </message>
    <message>
        <source>Both</source>
        <translation>都有</translation>
    </message>
    <message>
        <source>Neither</source>
        <translation>都没有</translation>
    </message>
    <message>
        <source>Unsure</source>
        <translation>不确定</translation>
    </message>
    <message>
        <source>Careful</source>
        <translation>谨慎</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>平衡</translation>
    </message>
    <message>
        <source>Generous</source>
        <translation>宽松</translation>
    </message>
    <message>
        <source>Decide all</source>
        <translation>全部判定</translation>
    </message>
    <message>
        <source>{} %</source>
        <translation>{}%</translation>
    </message>
    <message>
        <source>{} to {} %</source>
        <translation>{}% 到 {}%</translation>
    </message>
    <message numerus="yes">
        <source>about %Ln second(s)</source>
        <translation>
            <numerusform>大约 %Ln 秒</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %Ln minute(s)</source>
        <translation>
            <numerusform>大约 %Ln 分钟</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln s left</source>
        <translation>
            <numerusform>还剩 %Ln 秒</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln min left</source>
        <translation>
            <numerusform>还剩 %Ln 分钟</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln h left</source>
        <translation>
            <numerusform>还剩 %Ln 小时</numerusform>
        </translation>
    </message>
</context>
</TS>
